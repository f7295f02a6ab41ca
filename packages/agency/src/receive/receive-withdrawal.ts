import { endCase } from '../cases/actions.ts';
import { recordMessage, findMessage, type CaseMessage } from '../cases/messages.ts';
import type { Context } from '../context.ts';
import { findCase } from './find-case.ts';
import type { Outcome, ReceivedOf } from './outcome.ts';
import { respond } from './respond.ts';
import type { SentenceCode } from './sentences.ts';

/** A person takes their application back. Possible until it is decided; a handler that waits learns it as `case-withdrawn`. */
export function receiveWithdrawal(context: Context, received: ReceivedOf<'withdrawal'>): Outcome {
  const { row, read } = received;
  const { id, caseId, reason } = read.block;
  if (findMessage(context.db, row.roomId, 'in', id))
    return { state: 'done', note: 'duplicate', commit: () => undefined };
  const record = findCase(context, received, caseId);
  const over = record !== null && ['decided', 'rejected', 'withdrawn', 'closed'].includes(record.status);
  const note: SentenceCode | null = record === null ? 'case-unknown' : over ? 'case-over' : null;
  const message: CaseMessage = {
    id,
    caseId: record?.id ?? null,
    roomId: row.roomId,
    direction: 'in',
    kind: 'withdrawal',
    note,
    at: row.recordedAt,
    body: reason === undefined ? {} : { text: reason },
  };
  return {
    state: 'done',
    note,
    commit() {
      recordMessage(context.db, { ...message, eventId: row.eventId });
      respond(context, received, note);
      context.db.afterCommit(() => context.watchers.messageArrived(message));
      if (record && note === null) endCase(context, record, 'withdrawn');
    },
  };
}
