import type {
  Attachment,
  CaseStatus,
  Choice,
  DecisionPayload,
  EncryptedFile,
  ErrorCode,
  JsonObject,
  Receipt,
  RefusalPayload,
  ServiceRef,
} from '@posthorn/protocol';

/** Why an event must not be relied on. */
export interface EventProblem {
  code: ErrorCode;
  message: string;
}

/** What all events of a case have in common. */
export interface EventBase {
  /** The Matrix event; replaced by another event with the same id when a waiting message became readable. */
  eventId: string;
  /** The message's own id; events without one (from an ordinary Matrix client) have their event id here. */
  id: string;
  caseId: string;
  /** Server time, RFC 3339. Order is that of the room, not of this. */
  at: string;
  from: 'me' | 'agency';
  /** Readable text of the event in the person's language. Plain text: never to be rendered as HTML. */
  body: string;
  /**
   * True when the event comes from who it says (see `proof`). An event that is not verified never changes the state of
   * its case.
   */
  verified: boolean;
  /**
   * What says so: 'signature' (the content is signed: by the agency's pinned key, or by the own account key), 'device'
   * (sent by a signed device of a trusted identity), 'backup' (said before this device had the person's keys, and read
   * with a key from the key backup, which tells nothing about the sender: good for reading old cases), or null.
   */
  proof: 'signature' | 'device' | 'backup' | null;
  problem: EventProblem | null;
  /** Own events: how far they got. 'understood' is the agency's word that it could process it. */
  delivery: 'sending' | 'stopped' | 'sent' | 'understood' | 'not-understood' | null;
}

/** What an event says, by kind. */
export type EventContent =
  | { kind: 'application'; service: ServiceRef; language: string; answers: JsonObject; attachments: Attachment[] }
  /** Signed contents are null when the signature does not hold: what they claim must not be shown as the agency's word. */
  | { kind: 'receipt'; receipt: Receipt | null; jws: string }
  | { kind: 'refusal'; refusal: RefusalPayload | null }
  | { kind: 'status'; status: CaseStatus; step: string | null; text: string | null }
  | { kind: 'question'; text: string; choices: Choice[]; multiple: boolean }
  /** `question` is the question's message id, or the event id of its poll where an ordinary client voted. */
  | { kind: 'answer'; question: string; codes: string[] }
  | { kind: 'document-request'; text: string; accept: string[]; maxSize: number; due: string | null }
  | { kind: 'attachment'; request: string | null; attachment: Attachment }
  /** An own file that is still on its way. */
  | { kind: 'outgoing-file'; request: string | null; name: string; mediaType: string; size: number }
  /** A file that an ordinary Matrix client sent: nobody gave a hash of its plaintext. */
  | { kind: 'file'; name: string; mediaType: string; size: number | null; file: EncryptedFile }
  | { kind: 'notice'; title: string | null; text: string; due: string | null }
  | { kind: 'reply'; text: string }
  | { kind: 'decision'; decision: DecisionPayload | null; jws: string }
  | { kind: 'withdrawal'; reason: string | null }
  /** A newer kind of message: shown by its body. */
  | { kind: 'unknown' }
  /** The key of the message has not arrived yet; the event is replaced when it has. */
  | { kind: 'waiting' };

/** One event of a case's timeline. */
export type CaseEvent = EventBase & EventContent;

/** The events of one kind. */
export type CaseEventOf<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>;

/** The agency's word on whether it could process an event (MSC4300). */
export interface ProcessingNote {
  kind: 'processing';
  of: string;
  status: 'success' | 'error';
}
