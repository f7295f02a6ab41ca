import {
  PosthornError,
  sha256,
  verifyReceipt,
  type Attachment,
  type LocalizedText,
  type Receipt,
  type ServiceRef,
} from '@posthorn/protocol';
import type { CaseEvent, CaseEventOf } from './case-event.ts';
import type { CaseService } from './case-service.ts';
import {
  answerTo,
  deadlines,
  openDocumentRequests,
  openQuestions,
  unreadCount,
  type CaseState,
  type Deadline,
} from './case-model.ts';
import { checkFile, type NewFile } from './file-check.ts';
import type { Outcome } from './outbox.ts';
import { receiptProof, type ReceiptProof } from './receipt-proof.ts';
import type { Progress } from './uploads.ts';

/** An agency as a case names it. */
export interface CaseAgency {
  /** clientId, a URL */
  id: string;
  name: LocalizedText;
}

/**
 * One matter of the person with an agency: what has been said, where it stands, and what is to be done. The members are
 * always up to date; `person.onChange` and `events()` tell when to look.
 */
export class Case {
  readonly id: string;
  readonly #service: CaseService;

  constructor(id: string, service: CaseService) {
    this.id = id;
    this.#service = service;
  }

  /** The service's title in the person's language, or the agency's own title of the case. */
  get title(): string {
    return this.#service.titleOf(this.#state);
  }

  get service(): ServiceRef | null {
    return this.#state.service;
  }

  get agency(): CaseAgency {
    return this.#service.agencyOf(this.id);
  }

  /** Where the case stands. 'sending': the application has not reached the homeserver yet. */
  get status(): CaseState['status'] {
    return this.#state.status;
  }

  /** Id of the step of the service, if the agency named one. */
  get step(): string | null {
    return this.#state.step;
  }

  /** All that was said, in order; what is still being sent stands at the end. */
  get timeline(): readonly CaseEvent[] {
    return this.#state.events;
  }

  /** RFC 3339; of the last event. */
  get changedAt(): string {
    return this.#state.events.at(-1)?.at ?? '';
  }

  /** Events of the agency that `markRead` has not covered yet, on any device. */
  get unread(): number {
    return unreadCount(this.#state, this.#service.lastRead(this.id));
  }

  get openQuestions(): CaseEventOf<'question'>[] {
    return openQuestions(this.#state);
  }

  get openDocumentRequests(): CaseEventOf<'document-request'>[] {
    return openDocumentRequests(this.#state);
  }

  get deadlines(): Deadline[] {
    return deadlines(this.#state);
  }

  /** The receipt, once a valid one has come. */
  get receipt(): Receipt | null {
    return this.#state.receipt?.receipt ?? null;
  }

  get decision(): CaseEventOf<'decision'>['decision'] {
    return this.#state.decision?.decision ?? null;
  }

  /** All events so far and then every new one, until the loop is left. An event that became readable comes again. */
  events(options: { signal?: AbortSignal } = {}): AsyncGenerator<CaseEvent, void, void> {
    return this.#service.watch(this.id, options.signal);
  }

  /** The codes that were last given to a question; empty if none. */
  answerTo(question: Pick<CaseEvent, 'id' | 'eventId'>): string[] {
    return answerTo(this.#state, question);
  }

  /** Answers a question of this case. Answering again replaces the answer. */
  async answer(question: Pick<CaseEvent, 'id'>, codes: string | readonly string[]): Promise<Outcome> {
    const asked = this.#state.events
      .filter((event) => event.kind === 'question')
      .find((event) => event.id === question.id);
    const picked = [...new Set(typeof codes === 'string' ? [codes] : codes)];
    if (!asked?.verified) {
      throw new PosthornError('question-unknown', 'There is no such question in this case.', {
        mend: 'Pass a question out of `openQuestions` or `timeline`.',
      });
    }
    const isValid = picked.every((code) => asked.choices.some((choice) => choice.code === code));
    if (!isValid || picked.length === 0 || (picked.length > 1 && !asked.multiple)) {
      throw new PosthornError('answer-invalid', 'This is not a possible answer to the question.', {
        mend: asked.multiple ? 'Pass one or more codes of its choices.' : 'Pass the code of one of its choices.',
      });
    }
    const pollEventId = asked.eventId;
    return this.#service.say(this.id, { kind: 'answer', pollEventId, questionId: asked.id, codes: picked });
  }

  /** Sends a document that the agency has asked for. */
  async upload(
    request: Pick<CaseEvent, 'id'>,
    file: NewFile,
    options: { onProgress?: Progress } = {},
  ): Promise<Outcome> {
    const asked = this.#state.events
      .filter((event) => event.kind === 'document-request')
      .find((event) => event.id === request.id);
    if (!asked?.verified) {
      throw new PosthornError(
        'document-request-unknown',
        'The agency has not asked for such a document in this case.',
        {
          mend: 'Pass a document request out of `openDocumentRequests` or `timeline`.',
        },
      );
    }
    const name = await checkFile(file, asked);
    const { mediaType, bytes } = file;
    const attachment = {
      id: crypto.randomUUID(),
      name,
      mediaType,
      size: bytes.length,
      sha256: await sha256(bytes),
      file: null,
    };
    return this.#service.sendFile(this.id, asked.id, attachment, bytes, options.onProgress);
  }

  /** Writes to the agency in this case. */
  async reply(text: string): Promise<Outcome> {
    if (text.trim() === '') {
      throw new PosthornError('text-empty', 'An empty message cannot be sent.', { mend: 'Write a text first.' });
    }
    return this.#service.say(this.id, { kind: 'reply', text: text.toWellFormed() });
  }

  /** What the person has begun to write and not sent; empty if nothing. On this device alone. */
  get unsentText(): string {
    return this.#service.unsentText(this.id);
  }

  /** Keeps what the person is writing, sealed, also over a restart of this device. An empty text removes it. */
  async keepUnsentText(text: string): Promise<void> {
    await this.#service.keepUnsentText(this.id, text);
  }

  /**
   * Forgets an own message that was stopped on its way (`delivery`). An application becomes a draft again. False: it is not stopped any
   * more, so it stays.
   */
  async discard(event: Pick<CaseEvent, 'id'>): Promise<boolean> {
    return this.#service.discard(event.id);
  }

  /** Takes the application back. */
  async withdraw(reason?: string): Promise<Outcome> {
    return this.#service.say(this.id, { kind: 'withdrawal', ...(reason && { reason: reason.toWellFormed() }) });
  }

  /** The bytes of a file of this case. Throws `file-corrupt` unless they have the hash that its sender gave. */
  async download(attachment: Pick<Attachment, 'file' | 'size' | 'sha256'>): Promise<Uint8Array> {
    const bytes = await this.#service.download(attachment.file, attachment.size);
    if (bytes.length === attachment.size && (await sha256(bytes)) === attachment.sha256) return bytes;
    throw new PosthornError('file-corrupt', 'The file is not the one that its sender described.', {
      mend: 'Do not use it. Ask the sender to send it again.',
    });
  }

  /**
   * Verifies the case's receipt now: by the agency's pinned key, against what this person has sent.
   *
   * @throws PosthornError `receipt-missing`, `receipt-invalid`
   */
  async verifyReceipt(): Promise<Receipt> {
    const { receipt, expected } = this.#receiptParts();
    return verifyReceipt(receipt.jws, expected);
  }

  /** All that somebody else needs to verify the receipt without any server: see `verifyReceiptProof`. */
  async receiptProof(): Promise<ReceiptProof> {
    const { receipt, application, record } = this.#receiptParts();
    await this.verifyReceipt();
    return receiptProof({ receipt: receipt.jws, agencyRecord: record, application });
  }

  /** Remembers, for all devices, that the person has seen everything so far. */
  async markRead(): Promise<void> {
    await this.#service.markRead(this.id);
  }

  get #state(): CaseState {
    return this.#service.stateOf(this.id);
  }

  #receiptParts(): {
    receipt: CaseEventOf<'receipt'>;
    application: CaseEventOf<'application'>;
    record: string;
    expected: Parameters<typeof verifyReceipt>[1];
  } {
    const receipts = this.#state.events.filter((event) => event.kind === 'receipt');
    const receipt = receipts.find((event) => event.verified) ?? receipts[0];
    const application = this.#state.events
      .filter((event) => event.kind === 'application')
      .find((event) => event.verified);
    if (!receipt || !application) {
      throw new PosthornError('receipt-missing', 'The agency has not confirmed this application yet.', {
        mend: 'Wait for the receipt: it comes by itself when the agency has received the application.',
      });
    }
    const { agencyKey, agency, record } = this.#service.connectionOf(this.id);
    const { id: applicationId, service, answers, attachments } = application;
    const expected = { agencyKey, agency, caseId: this.id, applicationId, service, answers, attachments };
    return { receipt, application, record, expected };
  }
}
