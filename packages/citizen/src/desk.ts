import type { Channel } from '@posthorn/channel';
import type { DirectoryClient } from '@posthorn/channel/directory';
import { isPosthornError, PosthornError, toPublicKey, type ConnectionChannel, type Language } from '@posthorn/protocol';
import { CaseBook } from './case-book.ts';
import { CaseService } from './case-service.ts';
import type { Case } from './case.ts';
import type { Changes } from './changes.ts';
import { Connections, type Connection } from './connection.ts';
import { Connector } from './connector.ts';
import { agreementPrefix, Agreements } from './data/agreement.ts';
import { Consents } from './data/consents.ts';
import { PersonData } from './data/person-data.ts';
import { deliver } from './delivery.ts';
import { isUnreachable, SealedDocuments } from './documents.ts';
import { draftIdsOnlyHere, draftPrefix, writeDraft, type DraftDocument } from './draft-document.ts';
import { Drafts } from './drafts.ts';
import type { EventLog } from './event-log.ts';
import { KeyRing } from './key-ring.ts';
import { OperatorClient } from './operator-client.ts';
import { Outbox } from './outbox.ts';
import { newItem, type OutgoingItem } from './outgoing.ts';
import { ReadMarks, readMarksId } from './read-marks.ts';
import { ServiceDirectory } from './service-directory.ts';
import type { CitizenStore } from './store.ts';
import { UnsentTexts } from './unsent-texts.ts';
import { Uploads, type Progress } from './uploads.ts';
import { documentKey, vaultSecret, type Vault } from './vault.ts';

interface DeskParts {
  channel: Channel;
  directory: DirectoryClient;
  language: Language;
  changes: Changes;
  vault: Vault;
  store: CitizenStore;
  log: EventLog;
  caughtUp: () => Promise<void>;
  inBackground: (task: () => Promise<unknown>) => void;
}

/** What only this device has so far. */
export interface Unsent {
  /** Drafts whose newest version is not at the homeserver. */
  drafts: number;
  /** Applications, files, answers and replies that were not sent. */
  messages: number;
  /** Replies that were begun and not given away for sending. */
  texts: number;
}

/** Where the parts of a device with an open vault are put together. */
export class Desk {
  readonly book: CaseBook;
  readonly services: ServiceDirectory;
  readonly cases: CaseService;
  readonly drafts: Drafts;
  readonly data: PersonData;
  readonly #parts: DeskParts;
  readonly #documents: SealedDocuments;
  readonly #connections: Connections;
  readonly #connector: Connector;
  readonly #keys: KeyRing;
  readonly #consents: Consents;
  readonly #uploads: Uploads;
  readonly #marks: ReadMarks;
  readonly #unsentTexts: UnsentTexts;
  #known: Connection[] = [];
  #outbox: Outbox | null = null;

  private constructor(parts: DeskParts) {
    const { channel, store, vault, language, directory, changes, log } = parts;
    this.#parts = parts;
    this.#documents = new SealedDocuments(channel, store, documentKey(vault));
    this.#connections = new Connections(this.#documents, documentKey(vault));
    this.#uploads = new Uploads(channel, store);
    this.#marks = new ReadMarks(this.#documents);
    this.#unsentTexts = new UnsentTexts(store);
    const pinnedKey = (agency: string): Connection['agencyKey'] | null =>
      this.#known.find((connection) => connection.agency === agency)?.agencyKey ?? null;
    this.services = new ServiceDirectory({ directory, store, language, pinnedKey });
    this.book = new CaseBook({
      log,
      userId: channel.session.userId,
      accountKey: toPublicKey(vault.accountKey),
      onChange: (caseId) => this.#caseChanged(caseId),
    });
    const connections = this.#connections;
    const onChange = (): void => parts.inBackground(() => this.refreshConnections());
    this.#keys = new KeyRing({ channel, store, vault });
    const operator = new OperatorClient({ baseUrl: directory.baseUrl, keys: this.#keys, store });
    const agreements = new Agreements(this.#documents, documentKey(vault));
    this.#consents = new Consents({
      agreements,
      operator,
      keys: this.#keys,
      channel: () => this.#channelFacts(),
      onChange: () => changes.emit({ kind: 'data' }),
    });
    const consents = this.#consents;
    this.#connector = new Connector({ channel, connections, consents, directory, vault, language, onChange });
    const { book, services } = this;
    const shared = { channel, book, uploads: this.#uploads, marks: this.#marks, services, changes, language };
    this.drafts = new Drafts({
      documents: this.#documents,
      uploads: this.#uploads,
      services,
      language,
      isSubmitted: ({ id, caseId }) => this.outbox.get(id) !== null || book.get(caseId) !== null,
      submit: (draft, onProgress) => this.#submit(draft, onProgress),
      onChange: () => changes.emit({ kind: 'drafts' }),
    });
    this.cases = new CaseService({
      ...shared,
      unsentTexts: this.#unsentTexts,
      outbox: () => this.outbox,
      connections: () => this.#known,
    });
    this.data = new PersonData({
      operator,
      keys: this.#keys,
      documents: this.#documents,
      agreements,
      consents,
      language,
      cases: () => this.cases.all(),
      agencyName: (id) => this.#known.find(({ agency }) => agency === id)?.name[language] ?? null,
      onEnded: async (service) => {
        await this.#connector.forget(service);
        await this.refreshConnections();
      },
    });
  }

  static async open(parts: DeskParts): Promise<Desk> {
    const desk = new Desk(parts);
    const { channel, store, vault, language, changes, caughtUp } = parts;
    const shared = { channel, vault, language, caughtUp, book: desk.book };
    const delivery = { ...shared, connector: desk.#connector, connections: desk.#connections, uploads: desk.#uploads };
    desk.#outbox = await Outbox.load({
      store,
      send: (item, outbox, onProgress) => deliver(delivery, item, outbox, onProgress),
      onSent: (item) => desk.#sent(item),
      onChange: (caseId) => changes.emit({ kind: 'case', caseId }),
    });
    await desk.#unsentTexts.load();
    await desk.refreshConnections();
    await desk.#marks.load().catch(ignoreUnreachable);
    return desk;
  }

  /** `egendata://account/<uuid>` */
  get accountId(): string {
    return this.#keys.accountId;
  }

  get outbox(): Outbox {
    if (this.#outbox) return this.#outbox;
    throw new Error('unreachable: the outbox is loaded before the desk is given out');
  }

  /** Agencies that the person is connected with, as far as this device knows. */
  get connections(): readonly Connection[] {
    return this.#known;
  }

  /** After the homeserver has answered: what other devices did, and what this one has to make good. */
  async afterStart(): Promise<void> {
    const { channel } = this.#parts;
    try {
      await this.#keys.meet();
      await this.refreshConnections();
      await this.#marks.load();
      await this.#pushPending();
      const masterKey = await channel.masterKey();
      for (const connection of this.#known) {
        if (connection.roomId && connection.attested !== masterKey) await this.#connector.attest(connection);
      }
    } catch (error) {
      if (!isPosthornError(error)) throw error;
    }
    this.outbox.kick();
    this.#settleConsents();
  }

  /** The homeserver is there again. */
  online(): void {
    this.outbox.kick();
    this.#parts.inBackground(() => this.#pushPending());
    this.#settleConsents();
  }

  async refreshConnections(): Promise<void> {
    this.#known = await this.#connections.all().catch((error: unknown) => {
      ignoreKnown(error);
      return this.#known;
    });
    await this.book.setConnections(this.#known);
    this.#parts.changes.emit({ kind: 'agencies' });
  }

  /** A document of the account was written, here or on another device. */
  documentChanged(id: string): void {
    const { inBackground } = this.#parts;
    this.#documents.changedElsewhere(id);
    if (id.startsWith(draftPrefix)) this.#parts.changes.emit({ kind: 'drafts' });
    if (id.startsWith('org.posthorn.connection.')) inBackground(() => this.refreshConnections());
    if (id === readMarksId) inBackground(() => this.#marks.load());
    if (id === vaultSecret) inBackground(() => this.#keys.meet());
    if (id.startsWith(agreementPrefix)) this.#parts.changes.emit({ kind: 'data' });
  }

  async unsent(): Promise<Unsent> {
    const waiting = this.outbox.items().filter((item) => !item.sent);
    const applications = new Set(waiting.filter(({ kind }) => kind === 'application').map(({ id }) => id));
    const drafts = await draftIdsOnlyHere(this.#documents);
    return {
      drafts: drafts.filter((id) => !applications.has(id)).length,
      messages: waiting.length,
      texts: this.#unsentTexts.count,
    };
  }

  async connect(agency: string): Promise<Connection> {
    const connection = await this.#connector.connect(agency);
    await this.refreshConnections();
    return connection;
  }

  /** Everything that is to be sent is recorded in one step; from there on a crash changes nothing. */
  async #submit(draft: DraftDocument, onProgress?: Progress): Promise<Case> {
    if (!this.book.get(draft.caseId)) {
      await writeDraft(this.#documents, draft.id, draft);
      const items: OutgoingItem[] = [
        { ...newItem(draft.id, draft.caseId, draft.agency), kind: 'application', draft, jws: null },
      ];
      for (const attachment of draft.attachments) {
        // Derived from the draft, so that a second submission of it makes no second message.
        const base = newItem(attachment.id, draft.caseId, draft.agency);
        items.push({ ...base, kind: 'attachment', attachment, request: null });
      }
      await this.outbox.add(items);
      await this.outbox.resume(draft.id);
      this.#parts.changes.emit({ kind: 'drafts' });
    }
    const outcomes = [this.outbox.outcome(draft.id, onProgress)];
    for (const { id } of draft.attachments) outcomes.push(this.outbox.outcome(id));
    await Promise.all(outcomes);
    return this.cases.get(draft.caseId);
  }

  /** The draft has become an application: it is not needed any more. */
  async #sent(item: OutgoingItem): Promise<void> {
    if (item.kind !== 'application') return;
    await writeDraft(this.#documents, item.id, null).catch((error: unknown) => {
      // It is gone here, and a refusal of the homeserver is no reason to send the application again.
      if (!isPosthornError(error, 'homeserver-refused')) throw error;
    });
  }

  /** Brings to the homeserver what other devices miss. Drafts look different then: they are found everywhere. */
  async #pushPending(): Promise<void> {
    await this.#documents.pushPending();
    this.#parts.changes.emit({ kind: 'drafts' });
  }

  /** What was agreed or taken back before this device was stopped, or lost the operator, is finished. */
  #settleConsents(): void {
    this.#parts.inBackground(() => this.#consents.settle());
  }

  /** What an agency has to know of the person's end of the channel. */
  async #channelFacts(): Promise<ConnectionChannel> {
    const { channel, language } = this.#parts;
    const masterKey = await channel.masterKey();
    if (masterKey) return { userId: channel.session.userId, masterKey, language };
    throw new PosthornError('recovery-needed', 'The account has no Matrix identity yet.', {
      mend: 'Sign in and recover first.',
    });
  }

  #caseChanged(caseId: string): void {
    const { changes, inBackground } = this.#parts;
    const events = this.book.get(caseId)?.events ?? [];
    const arrived = new Set(events.filter((event) => event.from === 'me').map((event) => event.id));
    const done = this.#outbox?.itemsOf(caseId).filter((item) => item.sent && arrived.has(item.id)) ?? [];
    if (done.length > 0) inBackground(() => this.#forget(done));
    const service = this.book.get(caseId)?.service;
    if (service) inBackground(() => this.#learnTitle(caseId, service));
    changes.emit({ kind: 'case', caseId });
  }

  async #learnTitle(caseId: string, service: { id: string; version: number }): Promise<void> {
    const isNew = await this.services.learnTitle(this.cases.agencyOf(caseId).id, service);
    if (isNew) this.#parts.changes.emit({ kind: 'case', caseId });
  }

  async #forget(items: readonly OutgoingItem[]): Promise<void> {
    await this.outbox.remove(items.map((item) => item.id));
    for (const item of items) if (item.kind === 'attachment') await this.#uploads.drop(item.attachment.id);
  }
}

function ignoreKnown(error: unknown): void {
  if (!isPosthornError(error)) throw error;
}

function ignoreUnreachable(error: unknown): void {
  if (!isUnreachable(error)) throw error;
}
