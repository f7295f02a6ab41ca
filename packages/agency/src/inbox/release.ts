import type { IncomingEvent } from '@posthorn/channel';
import type { Context } from '../context.ts';
import { lineOf } from './line.ts';
import { rawEvents, recordReadable } from './inbox.ts';

/** Failure of an event whose sender's attested identity was replaced. A new hello may be among them, so they are read, and held. */
const identityReplaced = 'SENDER_IDENTITY_PREVIOUSLY_VERIFIED';

/** Reads again what was held of a sender who has just been attested; `commit` belongs into the transaction of the hello. */
export async function readyForSender(context: Context, sender: string): Promise<{ commit(): void }> {
  const raw = [...rawEvents(context.db, 'held', sender), ...rawEvents(context.db, 'undecryptable', sender)];
  const events = await decryptAll(context, raw);
  return { commit: () => takeOver(context, events) };
}

/** Tries again all events that could not be decrypted, and those held of senders who are attested now. */
export async function retryUnread(context: Context): Promise<void> {
  const held = (await decryptAll(context, rawEvents(context.db, 'held'))).filter((event) => event.trust === 'verified');
  const late = await decryptAll(context, rawEvents(context.db, 'undecryptable'));
  if (context.isStopped()) return;
  context.db.transaction(() => takeOver(context, [...held, ...late]));
}

/** Tries again what one sender sent that could not be read. */
export async function readAgain(context: Context, sender: string): Promise<void> {
  const events = await decryptAll(context, rawEvents(context.db, 'undecryptable', sender));
  if (context.isStopped()) return;
  context.db.transaction(() => takeOver(context, events));
}

/** An event has become readable. */
export function takeOver(context: Context, events: readonly IncomingEvent[]): void {
  for (const event of events) {
    if (!recordReadable(context.db, event, lineOf(context.db, event))) continue;
    context.db.afterCommit(() => context.wakeInbox(event.roomId));
  }
}

async function decryptAll(context: Context, raw: readonly IncomingEvent['raw'][]): Promise<IncomingEvent[]> {
  const events: IncomingEvent[] = [];
  for (const each of raw) {
    let event = await context.channel.decrypt(each);
    if (event.failure === identityReplaced) {
      await context.channel.readUnattested(event.sender);
      event = await context.channel.decrypt(each);
    }
    if (event.trust !== 'undecryptable') events.push(event);
  }
  return events;
}
