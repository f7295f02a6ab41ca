import type { JsonObject, Language } from '@posthorn/protocol';
import type { CaseFile } from '../cases/case-file.ts';
import type { ReceivedApplication } from '../cases/case-record.ts';
import type { DecisionInput, StatusOptions, WorkStatus } from '../cases/actions.ts';
import type { Text } from '../cases/localized.ts';
import type { CaseData } from './case-data.ts';
import type { DocumentInput, QuestionInput } from '../cases/question-input.ts';

/** What a person picked. `code` is the first of `codes`. */
export interface Answer {
  code: string;
  codes: string[];
}

export interface HandlerApplication<A> {
  id: string;
  /** Evaluated: hidden fields dropped, defaults set, valid. */
  answers: A;
  fee: ReceivedApplication['fee'];
  /** RFC 3339, as in the receipt. */
  receivedAt: string;
}

/**
 * A case in the hands of a handler. The handler may take days: every call below is a step that is remembered, in the same
 * transaction as the message it sends. After a restart the handler runs again from its beginning, and steps that were taken
 * return what they returned, without doing anything again.
 *
 * So a handler must take the same steps whenever it gets the same answers. What may turn out differently (the time, a look into
 * another system) belongs into `step`. If its steps changed nevertheless, the case is parked with the code `handler-changed`.
 *
 * Every step rejects with `case-withdrawn` once the person has withdrawn (but `reply`, `close` and `step` still work), and with
 * `case-closed` once the case is closed. A handler that lets these through simply ends.
 */
export interface HandlerCase<A = JsonObject> {
  readonly id: string;
  readonly connectionId: string;
  readonly service: { id: string; version: number };
  /** The person's language. */
  readonly language: Language;
  readonly application: HandlerApplication<A>;
  /** The application's files. */
  readonly attachments: readonly CaseFile[];
  status(status: WorkStatus, options?: StatusOptions): Promise<void>;
  /** Asks a question with choices; resolves when the person has answered, perhaps days later. */
  ask(question: QuestionInput): Promise<Answer>;
  /** Asks for a document; resolves when one has come that fits. */
  requestDocument(request: DocumentInput): Promise<CaseFile>;
  reply(text: Text): Promise<void>;
  decide(decision: DecisionInput): Promise<void>;
  close(): Promise<void>;
  /** What the person lets this agency read and write. */
  readonly data: CaseData;
  /**
   * Something outside: its result is remembered. If the process dies after `work` and before its result is on disk, `work` runs
   * once more; give it an idempotency key (`case id + name`) where that matters.
   */
  step<T extends JsonValue | void>(name: string, work: () => Promise<T> | T): Promise<T>;
}

type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

export type Handler<A = JsonObject> = (c: HandlerCase<A>) => Promise<void>;
