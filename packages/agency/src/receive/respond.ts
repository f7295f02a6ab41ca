import { isStatusWanted, readStatusRequest } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { enqueue } from '../outbox/outbox.ts';
import type { Received } from './outcome.ts';
import { sentence, type SentenceCode } from './sentences.ts';

/**
 * Answers an event with a processing status (MSC4300): success where one was asked for, an error always, so that nobody waits for
 * something that is never going to happen. Call it inside the transaction of the event.
 */
export function respond(context: Context, { row, connection }: Received, error: SentenceCode | null): void {
  const request = readStatusRequest(row.event.content);
  const wanted =
    request !== null && isStatusWanted(request, context.channel.session.deviceId, row.event.sentAt, Date.now());
  if (error === null && !wanted) return;
  enqueue(context.db, row.roomId, null, {
    kind: 'processing',
    caseId: null,
    language: connection.language,
    eventId: row.eventId,
    status: error === null ? 'success' : 'error',
    messages: error === null ? [] : [sentence(error, connection.language)],
  });
  context.db.afterCommit(() => context.wakeOutbox(row.roomId));
}
