import { randomUUID } from 'node:crypto';
import { oversizedBlock, PosthornError, writeContent, type Outgoing } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import type { Draft, DraftHead } from '../outbox/draft.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { CaseRecord } from './case-record.ts';
import { recordMessage } from './messages.ts';

type DistributedOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What is said, without the parts that follow from the case. */
export type Speech = Exclude<DistributedOmit<Draft, keyof DraftHead>, { kind: 'processing' }>;

/**
 * Says something in a case: into the outbox and the history. Call it inside the transaction of the change that it tells of.
 *
 * @returns the message id
 * @throws PosthornError `message-invalid` for what the other side would refuse; nothing is written then
 */
export function speak(
  context: Context,
  record: Pick<CaseRecord, 'id' | 'roomId' | 'language'>,
  speech: Speech,
): string {
  const id = randomUUID();
  assertFits(id, record, speech);
  enqueue(context.db, record.roomId, record.id, { ...speech, id, caseId: record.id, language: record.language });
  const { kind, ...body } = speech;
  recordMessage(context.db, {
    id,
    caseId: record.id,
    roomId: record.roomId,
    direction: 'out',
    kind,
    note: null,
    eventId: null,
    at: Date.now(),
    body,
  });
  context.db.afterCommit(() => context.wakeOutbox(record.roomId));
  return id;
}

/** What would be refused later must fail here, where its author can mend it, and not stop the room's outbox. */
function assertFits(id: string, record: Pick<CaseRecord, 'id' | 'language'>, speech: Speech): void {
  const { kind, ...fields } = speech;
  if (kind === 'receipt' || kind === 'refusal' || kind === 'attachment') return;
  const head = { id, caseId: record.id };
  // A decision's files and signature come later; its text has the limits of any other.
  const trial = (
    kind === 'decision' ? { kind: 'reply', ...head, text: speech.text } : { kind, ...head, ...fields }
  ) as Outgoing;
  try {
    oversizedBlock(writeContent(trial, record.language));
  } catch (cause) {
    throw new PosthornError('message-invalid', `This ${kind} does not fit into a message.`, {
      mend: 'Texts hold 1 to 20,000 characters (a question 2,000, a choice 200, a title 255); dates are YYYY-MM-DD; codes are letters, digits, dots and hyphens.',
      details: { kind },
      cause,
    });
  }
}
