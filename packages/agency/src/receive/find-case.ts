import { caseByRoot, readCase, type CaseRecord } from '../cases/case-record.ts';
import type { Context } from '../context.ts';
import { caseOfEvent } from '../outbox/outbox.ts';
import type { Received } from './outcome.ts';

/** The case that a message is about: by its id, its thread, or the event it refers to. Only cases of this very room. */
export function findCase(context: Context, { row }: Received, caseId: string | null): CaseRecord | null {
  const { threadRoot, reference } = row.event;
  const byEvent = reference === null ? null : caseOfEvent(context.db, reference);
  const id = caseId ?? byEvent;
  const record =
    id !== null
      ? readCase(context.db, id)
      : threadRoot !== null
        ? caseByRoot(context.db, row.roomId, threadRoot)
        : null;
  return record && record.roomId === row.roomId ? record : null;
}
