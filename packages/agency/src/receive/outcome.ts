import type { ReadResult } from '@posthorn/protocol';
import type { InboxRow } from '../inbox/inbox.ts';
import type { Connection, Contact } from '../store/contacts.ts';

/** What becomes of an event: decided before, with all the slow work done, and then put on disk in one transaction. */
export type Outcome =
  | {
      state: 'done';
      /** Why it had no effect: a code, or null. */
      note: string | null;
      /** All effects. Runs in the transaction that marks the event as done. */
      commit(): void;
    }
  /** Readable, but its sender is not attested: waits for a hello. */
  | { state: 'held'; reason: string };

/** An event of an attested person in their own room. */
export interface Received {
  row: InboxRow;
  read: ReadResult;
  contact: Contact;
  connection: Connection;
}

/** The same, of certain kinds. */
export interface ReceivedOf<K extends ReadResult['kind']> extends Received {
  read: Extract<ReadResult, { kind: K }>;
}
