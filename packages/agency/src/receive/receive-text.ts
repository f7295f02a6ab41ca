import { recordMessage, findMessage, type CaseMessage } from '../cases/messages.ts';
import type { Context } from '../context.ts';
import { findCase } from './find-case.ts';
import type { Outcome, ReceivedOf } from './outcome.ts';
import { respond } from './respond.ts';

/** A person writes: from a program of ours, or plainly from any Matrix client. In a thread it belongs to that case. */
export function receiveText(context: Context, received: ReceivedOf<'reply' | 'text'>): Outcome {
  const { row, read } = received;
  const block = read.kind === 'reply' ? read.block : null;
  const record = findCase(context, received, block?.caseId ?? null);
  const message: CaseMessage = {
    id: block?.id ?? row.eventId,
    caseId: record?.id ?? null,
    roomId: row.roomId,
    direction: 'in',
    kind: read.kind,
    note: null,
    at: row.recordedAt,
    body: { text: block?.text ?? read.body },
  };
  if (findMessage(context.db, row.roomId, 'in', message.id)) {
    return { state: 'done', note: 'duplicate', commit: () => undefined };
  }
  return {
    state: 'done',
    note: null,
    commit() {
      recordMessage(context.db, { ...message, eventId: row.eventId });
      respond(context, received, null);
      context.db.afterCommit(() => context.watchers.messageArrived(message));
    },
  };
}
