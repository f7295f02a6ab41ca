import type { IncomingEvent } from '@posthorn/channel';
import { caseOfEvent } from '../outbox/outbox.ts';
import type { Database } from '../store/database.ts';

/** Which events keep their order among each other when one has to wait: those of one case, named by its first event. */
export function lineOf(db: Database, event: IncomingEvent): string {
  if (event.threadRoot !== null) return event.threadRoot;
  if (event.reference === null) return event.eventId;
  const caseId = caseOfEvent(db, event.reference);
  const root = caseId && db.get('SELECT root FROM cases WHERE id = ?', caseId)?.['root'];
  return typeof root === 'string' ? root : event.reference;
}
