import { PosthornError, sha256, type JsonObject, type Language, type ServiceRef } from '@posthorn/protocol';
import {
  evaluateAnswers,
  filePlaces,
  fileRuleAt,
  type Evaluation,
  type ServiceDefinition,
} from '@posthorn/service-definition';
import type { Case } from './case.ts';
import { isDraftPushed, writeDraft, type DraftDocument } from './draft-document.ts';
import { isUnreachable, type SealedDocuments } from './documents.ts';
import { checkFile, type NewFile } from './file-check.ts';
import { withValueAt } from './json-pointer.ts';
import type { OwnAttachment, Progress, Uploads } from './uploads.ts';

/** What a draft needs of its person. */
export interface DraftParts {
  documents: SealedDocuments;
  uploads: Uploads;
  language: Language;
  /** Takes the draft over into the outbox. */
  submit(draft: DraftDocument, onProgress?: Progress): Promise<Case>;
  onChange(): void;
}

/**
 * An application that is being filled in. It is kept on this device and sealed at the homeserver when saved, so it is
 * found again after a restart and on the person's other devices.
 */
export class Draft {
  readonly #parts: DraftParts;
  readonly definition: ServiceDefinition;
  #document: DraftDocument;

  constructor(parts: DraftParts, definition: ServiceDefinition, document: DraftDocument) {
    this.#parts = parts;
    this.definition = definition;
    this.#document = document;
  }

  get id(): string {
    return this.#document.id;
  }

  /** clientId of the agency that it will be sent to. */
  get agency(): string {
    return this.#document.agency;
  }

  get service(): ServiceRef {
    return this.#document.service;
  }

  /** The answers as they were given; hidden fields are dropped only when it is submitted. */
  get answers(): JsonObject {
    return structuredClone(this.#document.answers);
  }

  get attachments(): readonly OwnAttachment[] {
    return this.#document.attachments;
  }

  /** When it was last saved, RFC 3339. */
  get savedAt(): string {
    return this.#document.savedAt;
  }

  /** Takes over all answers as a form holds them. File fields hold the ids that `attach` gave. */
  set(answers: JsonObject): void {
    this.#document = { ...this.#document, answers: structuredClone(answers) };
  }

  /**
   * Attaches a file to a file field and puts its id into the answers.
   *
   * @param field the field's JSON pointer in the answers (`/site/plan`, `/documents/-` to append to a list), or the
   *   bare name of a field at the top
   * @throws PosthornError `attachment-field-unknown`, `file-type-not-allowed`, `file-too-large`, `file-empty`,
   *   `file-name-invalid`
   */
  async attach(field: string, file: NewFile): Promise<OwnAttachment> {
    const id = crypto.randomUUID();
    const { answers, pointer } = withValueAt(this.#document.answers, field.startsWith('/') ? field : `/${field}`, id);
    const rule = fileRuleAt(this.definition, pointer);
    if (!rule) {
      throw new PosthornError('attachment-field-unknown', 'The form has no file field at this place.', {
        mend: 'Give the JSON pointer of a file field of the form, such as `/documents/sitePlan`.',
      });
    }
    const name = await checkFile(file, rule);
    const { mediaType, bytes } = file;
    const attachment = {
      id,
      field: pointer,
      name,
      mediaType,
      size: bytes.length,
      sha256: await sha256(bytes),
      file: null,
    };
    await this.#parts.uploads.keep(id, bytes);
    this.#document = { ...this.#document, answers, attachments: [...this.#document.attachments, attachment] };
    return attachment;
  }

  /**
   * The bytes of an attached file, to show it.
   *
   * @throws PosthornError `file-gone`, `file-corrupt`, `homeserver-unreachable`
   */
  async file(attachment: OwnAttachment): Promise<Uint8Array> {
    return this.#parts.uploads.bytes(attachment);
  }

  /** Forgets an attached file. Its id has to be taken out of the answers with `set`. */
  async detach(id: string): Promise<void> {
    const attachments = this.#document.attachments.filter((attachment) => attachment.id !== id);
    this.#document = { ...this.#document, attachments };
    await this.#parts.uploads.drop(id);
  }

  /** The answers' fee, problems (in the person's language) and shown pages, as the agency will see them. */
  check(): Evaluation {
    return this.#evaluate().evaluation;
  }

  /**
   * Seals and keeps the draft, files first. While the homeserver is away it is kept on this device and brought there
   * later.
   */
  async save(options: { onProgress?: Progress } = {}): Promise<void> {
    const uploaded = new Map((await this.#uploaded(options.onProgress)).map((each) => [each.id, each]));
    // Files may have come and gone in the meantime.
    const attachments = this.#document.attachments.map((each) => uploaded.get(each.id) ?? each);
    this.#document = { ...this.#document, attachments, savedAt: new Date().toISOString() };
    await writeDraft(this.#parts.documents, this.id, this.#document);
    this.#parts.onChange();
  }

  /** Whether the other devices find it as it was last saved; false as long as the homeserver has not got it. */
  async isSynced(): Promise<boolean> {
    return isDraftPushed(this.#parts.documents, this.id);
  }

  /** Removes the draft and its files from this device and the homeserver's account. */
  async discard(): Promise<void> {
    for (const { id } of this.#document.attachments) await this.#parts.uploads.drop(id);
    await writeDraft(this.#parts.documents, this.id, null);
    this.#parts.onChange();
  }

  /**
   * Signs and sends the application. Resolves when it has been sent, or, while the homeserver is away, when it is safe
   * on this device; it is then sent later and the case's status is 'sending'. Calling it again sends nothing twice.
   *
   * @throws PosthornError `answers-invalid` (the problems are in `check()`), `agency-key-changed`, `identity-changed`
   */
  async submit(options: { onProgress?: Progress } = {}): Promise<Case> {
    const { evaluation, attachments } = this.#evaluate();
    if (!evaluation.valid) {
      throw new PosthornError('answers-invalid', 'The application cannot be sent: some answers are missing or wrong.', {
        mend: 'Look at the problems that `check()` gives and correct the answers.',
        details: { problems: evaluation.problems.map(({ path, code }) => ({ path, code })) },
      });
    }
    for (const { id } of this.#document.attachments) {
      if (!attachments.some((sent) => sent.id === id)) await this.#parts.uploads.drop(id);
    }
    const now = new Date().toISOString();
    const { answers } = evaluation;
    this.#document = {
      ...this.#document,
      answers,
      attachments,
      savedAt: now,
      submittedAt: this.#document.submittedAt ?? now,
    };
    return this.#parts.submit(this.#document, options.onProgress);
  }

  /** Evaluates with the files that the counting answers refer to; files of hidden or changed fields are left out. */
  #evaluate(): { evaluation: Evaluation; attachments: OwnAttachment[] } {
    const { answers } = this.#document;
    const { language } = this.#parts;
    const counting = evaluateAnswers(this.definition, answers, { language }).answers;
    const placesById = new Map(filePlaces(this.definition, counting).map(({ id, path }) => [id, path]));
    const attachments = this.#document.attachments.flatMap((attachment) => {
      const field = placesById.get(attachment.id);
      return field === undefined ? [] : [{ ...attachment, field }];
    });
    return { evaluation: evaluateAnswers(this.definition, answers, { language, attachments }), attachments };
  }

  /** While the homeserver is away the files stay on this device. */
  async #uploaded(onProgress?: Progress): Promise<OwnAttachment[]> {
    const { attachments } = this.#document;
    try {
      return await this.#parts.uploads.uploadAll(attachments, onProgress);
    } catch (error) {
      if (isUnreachable(error)) return attachments;
      throw error;
    }
  }
}
