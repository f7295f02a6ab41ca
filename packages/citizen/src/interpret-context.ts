import type { PublicKey } from '@posthorn/protocol';
import type { CaseEventOf } from './case-event.ts';
import type { Connection } from './connection.ts';

/** What is needed to make sense of an event. */
export interface InterpretContext {
  connection: Connection;
  userId: string;
  accountKey: PublicKey;
  /** Case of an event that is known already: threads and references of messages without a block lead there. */
  caseOf(eventId: string): string | null;
  /** The application of a case, to compare a receipt with. */
  applicationOf(caseId: string): CaseEventOf<'application'> | null;
}
