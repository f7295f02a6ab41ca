import type { Channel } from '@posthorn/channel';
import { isPosthornError, PosthornError, type EncryptedFile, type Language } from '@posthorn/protocol';
import { textIn } from '@posthorn/service-definition';
import { Case, type CaseAgency } from './case.ts';
import type { CaseBook } from './case-book.ts';
import type { CaseEvent } from './case-event.ts';
import { emptyCase, type CaseState } from './case-model.ts';
import type { Changes } from './changes.ts';
import type { Connection } from './connection.ts';
import type { Outbox, Outcome } from './outbox.ts';
import { newItem, type OutgoingAttachment, type OutgoingMessage } from './outgoing.ts';
import { withPending } from './pending-events.ts';
import type { ReadMarks } from './read-marks.ts';
import type { ServiceDirectory } from './service-directory.ts';
import type { UnsentTexts } from './unsent-texts.ts';
import type { OwnAttachment, Progress, Uploads } from './uploads.ts';

interface CaseServiceParts {
  channel: Channel;
  book: CaseBook;
  outbox(): Outbox;
  uploads: Uploads;
  marks: ReadMarks;
  unsentTexts: UnsentTexts;
  services: ServiceDirectory;
  changes: Changes;
  language: Language;
  connections(): readonly Connection[];
}

type Say<T> = T extends unknown ? Omit<T, 'id' | 'caseId'> : never;

/** What all cases share: where their state comes from and where their messages go. */
export class CaseService {
  readonly #parts: CaseServiceParts;

  constructor(parts: CaseServiceParts) {
    this.#parts = parts;
  }

  /** All cases, the one in which something happened last first. */
  all(): Case[] {
    const ids = new Set(this.#parts.book.all().map((state) => state.id));
    for (const item of this.#parts.outbox().items()) if (item.kind === 'application') ids.add(item.caseId);
    const cases = [...ids].map((id) => new Case(id, this));
    // Among hundreds of cases, looking once at each is much less than at each comparison.
    const changedAt = new Map(cases.map((matter) => [matter, matter.changedAt]));
    return cases.toSorted((a, b) => (changedAt.get(b) ?? '').localeCompare(changedAt.get(a) ?? ''));
  }

  get(caseId: string): Case {
    this.stateOf(caseId);
    return new Case(caseId, this);
  }

  /** The state of a case with what is still being sent. */
  stateOf(caseId: string): CaseState {
    const { book } = this.#parts;
    const outbox = this.#parts.outbox();
    const known = book.get(caseId);
    const items = outbox.itemsOf(caseId);
    if (!known && !items.some((item) => item.kind === 'application')) {
      throw new PosthornError('case-unknown', 'There is no case with this id.', {
        mend: 'Take a case out of `cases()`; a case of another device appears when it has been read.',
      });
    }
    return withPending(known ?? emptyCase(caseId, ''), items);
  }

  connectionOf(caseId: string): Connection {
    const agency = this.agencyOf(caseId).id;
    const connection = this.#parts.connections().find((other) => other.agency === agency);
    if (connection) return connection;
    throw new PosthornError('connection-unknown', 'There is no connection with the agency of this case yet.', {
      mend: 'Wait until the application has been sent.',
    });
  }

  agencyOf(caseId: string): CaseAgency {
    const { book } = this.#parts;
    const outbox = this.#parts.outbox();
    const roomId = book.get(caseId)?.roomId;
    const connection = roomId === undefined ? null : book.connectionOf(roomId);
    if (connection) return { id: connection.agency, name: connection.name };
    const application = outbox.itemsOf(caseId).find((item) => item.kind === 'application');
    if (application) return { id: application.agency, name: application.draft.agencyName };
    throw new Error('unreachable: a case has a room or an application on its way');
  }

  titleOf(state: CaseState): string {
    const { services, language } = this.#parts;
    if (state.title !== null) return state.title;
    const application = this.#parts
      .outbox()
      .itemsOf(state.id)
      .find((item) => item.kind === 'application');
    if (application) return textIn(application.draft.title, language);
    if (!state.service) return '';
    const title = services.titleOf(this.agencyOf(state.id).id, state.service);
    return title ? textIn(title, language) : state.service.id;
  }

  lastRead(caseId: string): string | null {
    return this.#parts.marks.get(caseId);
  }

  async markRead(caseId: string): Promise<void> {
    const { book, channel, marks, changes } = this.#parts;
    const state = book.get(caseId);
    const last = state?.events.at(-1);
    if (last) await marks.set(caseId, last.eventId);
    changes.emit({ kind: 'case', caseId });
    // The mark counts; the homeserver's own count only decides how often somebody is told of mail.
    if (state && last) await channel.markRead(state.roomId, last.eventId).catch(ignoreKnown);
  }

  async *watch(caseId: string, signal?: AbortSignal): AsyncGenerator<CaseEvent, void, void> {
    const given = new Map<string, string>();
    for (;;) {
      // Listening begins before looking, so nothing falls between the two.
      const changed = this.#parts.changes.next(caseId, signal);
      for (const event of this.stateOf(caseId).events) {
        const isPending = event.delivery === 'sending' || event.delivery === 'stopped';
        const form = `${event.kind} ${event.verified}`;
        if (isPending || given.get(event.eventId) === form) continue;
        given.set(event.eventId, form);
        yield event;
      }
      if (!(await changed)) return;
    }
  }

  /** Puts a message into the outbox; resolves when it is sent or has to wait for the network. */
  async say(caseId: string, message: Say<OutgoingMessage['message']>): Promise<Outcome> {
    const base = newItem(crypto.randomUUID(), caseId, this.agencyOf(caseId).id);
    const full: OutgoingMessage['message'] = { ...message, id: base.id, caseId };
    await this.#parts.outbox().add([{ ...base, kind: 'message', message: full }]);
    return this.#parts.outbox().outcome(base.id);
  }

  async sendFile(
    caseId: string,
    request: string,
    attachment: OwnAttachment,
    bytes: Uint8Array,
    onProgress?: Progress,
  ): Promise<Outcome> {
    await this.#parts.uploads.keep(attachment.id, bytes);
    const base = newItem(crypto.randomUUID(), caseId, this.agencyOf(caseId).id);
    const item: OutgoingAttachment = { ...base, kind: 'attachment', attachment, request };
    await this.#parts.outbox().add([item]);
    return this.#parts.outbox().outcome(base.id, onProgress);
  }

  /** Takes back what was stopped on its way; false if it is not stopped any more. */
  async discard(id: string): Promise<boolean> {
    const { changes, uploads } = this.#parts;
    const discarded = await this.#parts.outbox().discard(id);
    const isApplication = discarded.some((item) => item.kind === 'application');
    // The application is a draft again, with its files.
    if (isApplication) changes.emit({ kind: 'drafts' });
    else for (const item of discarded) if (item.kind === 'attachment') await uploads.drop(item.attachment.id);
    return discarded.length > 0;
  }

  unsentText(caseId: string): string {
    return this.#parts.unsentTexts.get(caseId);
  }

  keepUnsentText(caseId: string, text: string): Promise<void> {
    return this.#parts.unsentTexts.set(caseId, text);
  }

  download(file: EncryptedFile, size: number): Promise<Uint8Array> {
    return this.#parts.channel.download(file, size);
  }
}

function ignoreKnown(error: unknown): void {
  if (!isPosthornError(error)) throw error;
}
