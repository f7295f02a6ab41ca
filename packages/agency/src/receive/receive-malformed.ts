import { recordMessage } from '../cases/messages.ts';
import type { Context } from '../context.ts';
import { findCase } from './find-case.ts';
import type { Outcome, Received } from './outcome.ts';
import { respond } from './respond.ts';
import type { SentenceCode } from './sentences.ts';

/** Something that breaks the rules: kept for the case worker by its readable body, answered with an error, never acted on. */
export function receiveMalformed(context: Context, received: Received, code: SentenceCode): Outcome {
  const { row, read } = received;
  const note = read.kind === 'malformed' ? read.code : code;
  return {
    state: 'done',
    note,
    commit() {
      recordMessage(context.db, {
        id: row.eventId,
        caseId: findCase(context, received, null)?.id ?? null,
        roomId: row.roomId,
        direction: 'in',
        kind: 'malformed',
        note,
        eventId: row.eventId,
        at: row.recordedAt,
        body: { text: read.body },
      });
      respond(context, received, code);
    },
  };
}
