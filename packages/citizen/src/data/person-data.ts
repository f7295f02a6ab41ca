import { isPosthornError, type ErrorCode, type Language, type Path, type StoreOptions } from '@posthorn/protocol';
import type { Case } from '../case.ts';
import type { SealedDocuments } from '../documents.ts';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import { accessLog, type AccessView } from './access-log.ts';
import type { Agreements } from './agreement.ts';
import type { Consents } from './consents.ts';
import type { Decision } from './decision.ts';
import { assertConfirmed, deletionWarning, type Confirmed, type DeletionWarning } from './deletion.ts';
import { packExport } from './export.ts';
import type { ExportedDocument } from './export-parts.ts';
import { readLoginRequest, type LoginRequest } from './login-request.ts';
import { toOverview, type DataOverview } from './overview.ts';
import { readData, type OpenedDocument } from './read-data.ts';
import { answerRequest, waitingRequests, type DataRequest } from './requests.ts';
import { moveProgress, moveStore, type MoveProgress } from './store-move.ts';
import { connectionStays, endOf, withdrawalOf } from './withdrawal.ts';

interface PersonDataParts {
  operator: OperatorClient;
  keys: KeyRing;
  documents: SealedDocuments;
  agreements: Agreements;
  consents: Consents;
  language: Language;
  cases(): readonly Case[];
  /** What a connected agency calls itself in the person's language, in its own signed record; null if it has none here. */
  agencyName: (clientId: string) => string | null;
  /** Forgets the channel's side of a connection that has been ended. */
  onEnded(service: string): Promise<void>;
}

/**
 * The person's data at the data operator: who may read and write what, what is there, and who looked. All of it is sealed
 * to keys of the vault; the operator and the store hold ciphertext.
 *
 * Every member may throw `directory-unreachable` when the operator cannot be reached.
 */
export class PersonData {
  readonly #parts: PersonDataParts;

  constructor(parts: PersonDataParts) {
    this.#parts = parts;
  }

  /** Connections with their permissions, waiting requests, documents, store, and how a move goes. */
  async overview(): Promise<DataOverview> {
    const { operator, keys, agencyName } = this.#parts;
    const { connections, ...account } = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    // The operator knows one name only.
    const named = connections.map((connection) => {
      const { clientId, displayName } = connection.service;
      return { ...connection, service: { clientId, displayName: agencyName(clientId) ?? displayName } };
    });
    const known = { ...account, connections: named };
    return toOverview(known, await waitingRequests(this.#parts, known), keys);
  }

  /**
   * Reads the QR code or link by which a service's page asks to sign in.
   *
   * @param url `egendata://account/<JWT>`
   * @throws PosthornError `login-request-expired`, `login-request-invalid`, `service-unknown`, `service-key-changed`, `service-unreachable`
   * @example
   * const request = await person.data.readLoginRequest(url);
   * await request.agree({ approve: request.permissions.map(({ id }) => id) });
   */
  readLoginRequest(url: string): Promise<LoginRequest> {
    return readLoginRequest(this.#parts, url);
  }

  /** What connected services ask for, the oldest first. */
  async requests(): Promise<DataRequest[]> {
    return (await this.overview()).requests;
  }

  /**
   * Answers a request. Data that is there already is opened to its new readers, without travelling.
   *
   * @throws PosthornError `permission-unknown`, `request-unknown`
   */
  answer(request: Pick<DataRequest, 'id'>, decision: Decision): Promise<void> {
    return answerRequest(this.#parts, request, decision);
  }

  /**
   * Reads one of the person's documents, and verifies who wrote it.
   *
   * @param domain clientId of the service whose data it is
   * @returns null if there is none
   * @throws PosthornError `document-not-for-key`, `document-sealed-otherwise`, `store-unreachable`
   */
  read(domain: string, area: string): Promise<OpenedDocument | null> {
    return readData(this.#parts, { domain, area });
  }

  /**
   * Takes a consent back: the service reads (or writes) no more, and what it could read gets new locks. No data is lost.
   *
   * @throws PosthornError `permission-unknown`, `basis-not-consent`, `directory-unreachable` (then it is done as
   *   soon as the operator can be reached)
   */
  async withdraw(permissionId: string): Promise<void> {
    const { operator, consents } = this.#parts;
    const account = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    const { service, withdrawal } = withdrawalOf(account, permissionId);
    await consents.withdraw(service, withdrawal);
  }

  /**
   * Ends the connection with a service. Agreeing again makes a new one, with a new id.
   *
   * @param service clientId
   * @throws PosthornError `basis-not-consent`, if something rests on another ground than consent
   */
  async disconnect(service: string): Promise<void> {
    const { operator, consents } = this.#parts;
    const account = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    const withdrawal = endOf(account, service);
    if (withdrawal && !(await consents.withdraw(service, withdrawal))) throw connectionStays(service);
    await this.#parts.onEnded(service);
  }

  /** What deleting an area would mean: to be shown before `deleteArea`. */
  async deletionWarning(domain: string, area: string): Promise<DeletionWarning> {
    return deletionWarning(await this.overview(), { domain, area }, this.#parts.language);
  }

  /** Deletes an area's data for good. Throws `confirmation-missing` unless the person has confirmed it. */
  async deleteArea(domain: string, area: string, confirmation: Confirmed): Promise<void> {
    assertConfirmed(confirmation);
    await this.#parts.operator.tell('DOCUMENT_DELETE', { paths: [{ domain, area }] });
  }

  /**
   * Everything of the account in one archive (ZIP): `index.html` to read, JSON for programs, files as they are. Nothing in
   * it is encrypted.
   */
  async exportAccount(options: { language?: Language } = {}): Promise<Uint8Array> {
    const { language = this.#parts.language } = options;
    const overview = await this.overview();
    const documents: ExportedDocument[] = [];
    for (const document of overview.documents) documents.push(...(await this.#exported(document)));
    const log: AccessView[] = [];
    let logProblem: ErrorCode | null = null;
    try {
      for await (const entry of this.accessLog()) log.push(entry);
    } catch (error) {
      // Whoever has tampered with the log must not keep the person from leaving with their data.
      if (!isPosthornError(error, 'access-log-broken')) throw error;
      logProblem = error.code;
    }
    const cases = this.#parts.cases();
    return packExport({ overview, documents, log, logProblem, cases, language, now: new Date() });
  }

  /**
   * Deletes the account with all data, for good. Cases stay where they are. What the person agrees to afterwards belongs
   * to a new account.
   */
  async deleteAccount(confirmation: Confirmed): Promise<void> {
    assertConfirmed(confirmation);
    const { operator, keys, agreements } = this.#parts;
    const { accountId } = keys;
    await operator.tell('ACCOUNT_DELETION', {}).catch(ignoreGone);
    const services = await agreements.all();
    await agreements.clear();
    for (const { service } of services) await this.#parts.onEnded(service);
    await keys.leaveAccount(accountId);
  }

  /**
   * Moves the data to another store, and tells how far it is. The operator goes on by itself when the loop is left; see
   * `moveProgress` and `overview`.
   *
   * @param pds the provider and what it needs, such as `{ provider: 'webdav', endpoint, username, password }`
   * @throws PosthornError `store-options-invalid`, `store-refused`, `store-unreachable`, `store-full`
   */
  moveStore(pds: StoreOptions): AsyncGenerator<MoveProgress, void, void> {
    return moveStore(this.#parts.operator, pds);
  }

  /** Follows a move that goes on at the operator. */
  moveProgress(): AsyncGenerator<MoveProgress, void, void> {
    return moveProgress(this.#parts.operator);
  }

  /**
   * Who looked, when, at what and why: the oldest first, unless said otherwise. That nothing is missing is proven with
   * every entry, and against what was read before.
   *
   * @throws PosthornError `access-log-broken`
   */
  async *accessLog(options: { newestFirst?: boolean } = {}): AsyncGenerator<AccessView, void, void> {
    const { newestFirst = false } = options;
    const entries: AccessView[] = [];
    for await (const entry of accessLog(this.#parts)) {
      if (newestFirst) entries.unshift(entry);
      else yield entry;
    }
    yield* entries;
  }

  async #exported(path: Path): Promise<ExportedDocument[]> {
    try {
      const opened = await this.read(path.domain, path.area);
      return opened ? [opened] : [];
    } catch (error) {
      if (!isPosthornError(error) || error.code === 'directory-unreachable') throw error;
      return [{ domain: path.domain, area: path.area, problem: error.code }];
    }
  }
}

/** It was deleted before, and only the answer got lost. */
function ignoreGone(error: unknown): void {
  if (!isPosthornError(error, 'account-unknown')) throw error;
}
