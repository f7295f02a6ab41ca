import { isPosthornError, PosthornError, type ErrorCode } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { backoff } from '../lanes.ts';
import { isFormerRoom } from '../store/contacts.ts';
import { composeEvent } from './compose.ts';
import { deferSending, markFailed, markSent, nextWaiting, writeContent, type OutboxRow } from './outbox.ts';

/** Waits for an attested identity; a hello or a change of identity wakes it earlier. */
const waitForIdentity = 600_000;

const lasting: readonly ErrorCode[] = [
  'account-replaced',
  'block-malformed',
  'block-too-deep',
  'block-too-large',
  'json-not-canonical',
  'message-too-large',
  'stored-file-missing',
];

/**
 * Sends what waits for a room, in order. A message that cannot be sent now holds back the rest of its room and no other room; one
 * that can never be sent is set aside.
 *
 * @returns when to call again, or null
 */
export async function sendWaiting(context: Context, roomId: string): Promise<number | null> {
  while (!context.isStopped()) {
    const row = nextWaiting(context.db, roomId);
    if (!row) return null;
    if (row.dueAt > Date.now()) return row.dueAt;
    const dueAt = await sendRow(context, row);
    if (dueAt !== null) return dueAt;
  }
  return null;
}

async function sendRow(context: Context, row: OutboxRow): Promise<number | null> {
  try {
    assertPresent(context, row.roomId);
    const event = row.content ?? (await composeEvent(context, row));
    if (context.isStopped()) return null;
    if (!row.content) context.db.transaction(() => writeContent(context.db, row.id, event));
    const eventId = await context.channel.send(row.roomId, event, row.id);
    if (!context.isStopped()) markSent(context.db, row.id, eventId);
    return null;
  } catch (error) {
    if (context.isStopped()) return null;
    const code = isPosthornError(error) ? error.code : 'internal';
    if (isLasting(error)) {
      markFailed(context.db, row.id, code);
      context.log.error({ code, message: row.id, kind: row.draft.kind }, 'message failed');
      return null;
    }
    const untrusted = code === 'identity-untrusted' || code === 'identity-changed';
    const wait = untrusted ? waitForIdentity : backoff(row.attempts + 1, context.timing.retry);
    const dueAt = Date.now() + wait;
    deferSending(context.db, row.id, code, dueAt);
    context.log.warn({ code, message: row.id, attempts: row.attempts + 1, ...faultOf(error) }, 'message waits');
    return dueAt;
  }
}

/** Nothing said to a former account is sent: whoever comes into its room now need not be who was in it then. */
function assertPresent({ db }: Context, roomId: string): void {
  if (!isFormerRoom(db, roomId)) return;
  throw new PosthornError(
    'account-replaced',
    'The person has begun a new account; this case belongs to the former one.',
    {
      mend: 'Write to the person by another way, such as a letter, or in a case of the new account once you know who it is.',
    },
  );
}

/** What no later attempt can change: the message itself, or a file of it, is at fault. */
function isLasting(error: unknown): boolean {
  if (!isPosthornError(error)) return false;
  // A proxy before the homeserver refuses what is too large without a Matrix code.
  return lasting.includes(error.code) || (error.code === 'homeserver-refused' && error.details['status'] === 413);
}

/** Where an unforeseen error comes from: its stack without its message, which might quote what was to be sent. */
export function faultOf(error: unknown): { fault?: string } {
  if (isPosthornError(error) || !(error instanceof Error)) return {};
  return { fault: `${error.name} ${error.stack?.split('\n').slice(1, 4).join(' ').replace(/\s+/g, ' ') ?? ''}` };
}
