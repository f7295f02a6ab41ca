import {
  consentAt,
  isPosthornError,
  PosthornError,
  wireThumbprint,
  type AccountReadResponse,
  type ConnectionChannel,
  type ErrorCode,
  type Json,
} from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import { serialQueue, type SerialQueue } from '../serial-queue.ts';
import type { ServiceRecord } from '../service-record.ts';
import { Agreeing, isConnected, noAnswer } from './agreeing.ts';
import type { AgreedPermission, Agreement, Agreements, Answer, OldLock, Withdrawal } from './agreement.ts';
import { KeyCare } from './key-care.ts';
import { isUnreachable } from './unreachable.ts';

/** What has to be known of a service to agree with it. */
export type ServiceFacts = Pick<ServiceRecord, 'clientId' | 'displayName' | 'key' | 'kind'>;

interface ConsentsParts {
  agreements: Agreements;
  operator: OperatorClient;
  keys: KeyRing;
  /** What an agency has to know of the person's end of the encrypted channel. */
  channel(): Promise<ConnectionChannel>;
  onChange(): void;
}

/** Refusals of a withdrawal that is done already. */
const DONE_BEFORE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['connection-unknown', 'consent-not-possible']);

/**
 * What the person agrees to and takes back. Each wish is recorded in the service's agreement before anything is sent, and
 * {@link Consents.settle} brings all that follows from it about: it may be cut off anywhere and begun again, on any device.
 *
 * Security duty: data is sealed only to keys of services whose agreement the person has given, and to a service's key as
 * it was at first use.
 */
export class Consents {
  readonly #parts: ConsentsParts;
  readonly #agreeing: Agreeing;
  readonly #keyCare: KeyCare;
  readonly #inTurn: SerialQueue = serialQueue();
  /** A settling that has not begun yet: it does for everybody who asks meanwhile. */
  #waiting: Promise<void> | null = null;

  constructor(parts: ConsentsParts) {
    this.#parts = parts;
    this.#agreeing = new Agreeing(parts);
    this.#keyCare = new KeyCare({ ...parts, agreeing: this.#agreeing });
  }

  /**
   * What stands agreed with a service; empty at first.
   *
   * @throws PosthornError `service-key-changed`
   */
  async agreementWith({ clientId, displayName, key, kind }: ServiceFacts): Promise<Agreement> {
    const known = await this.#parts.agreements.get(clientId);
    if (!known) return { ...nothingAgreed, service: clientId, name: displayName, serviceKey: key, kind };
    if ((await wireThumbprint(known.serviceKey)) !== (await wireThumbprint(key))) throw keyChanged(clientId);
    return { ...known, name: displayName };
  }

  /**
   * Makes sure that there is a connection with an agency, and that it knows the present channel.
   *
   * @param preferredId the id for a new connection
   * @param channelKey the own master key
   * @returns the connection's id
   */
  connect(service: ServiceFacts, preferredId: string, channelKey: string): Promise<string> {
    return this.#inTurn(async () => {
      const agreement = await this.agreementWith(service);
      const { connectionId } = agreement;
      if (connectionId !== null && !agreement.answering && agreement.channelKey === channelKey) return connectionId;
      const answering = agreement.answering ?? noAnswer();
      return (await this.#agreeing.answer({ ...agreement, answering, connectionId: connectionId ?? preferredId }))
        .connectionId;
    });
  }

  /**
   * Answers what a service asks for. Resolves when the operator has taken the answer and the service was told.
   *
   * @param connectionId of the connection that the answer belongs to; null for a new one
   * @throws PosthornError `directory-unreachable`: it is recorded, and sent as soon as the operator can be reached
   */
  answer(service: ServiceFacts, connectionId: string | null, answer: Answer): Promise<void> {
    return this.#inTurn(async () => {
      await this.#settle();
      const agreement = await this.agreementWith(service);
      await this.#agreeing.answer({
        ...agreement,
        connectionId: connectionId ?? crypto.randomUUID(),
        answering: answer,
      });
      if (answer.approved.length > 0) await this.#settle().catch(ignoreUnreachable);
      this.#parts.onChange();
    });
  }

  /**
   * Takes back consents: the service reads no more, and the documents that it could read get new locks.
   *
   * @param service clientId. Whatever has become of it: a consent can always be taken back
   * @returns whether there is no such connection any more
   * @throws PosthornError `directory-unreachable`: it is recorded, and done as soon as the operator can be reached
   */
  withdraw(service: string, withdrawal: Withdrawal): Promise<boolean> {
    return this.#inTurn(async () => {
      const { agreements, operator } = this.#parts;
      const known = await agreements.get(service);
      const agreement = known ?? (await this.agreementWith(await operator.service(service)));
      const withdrawing = [...agreement.withdrawing, withdrawal];
      await agreements.put({ ...agreement, withdrawing });
      await this.#settle();
      this.#parts.onChange();
      return (await agreements.get(service))?.connectionId !== withdrawal.connectionId;
    });
  }

  /** Brings about all that follows from what the person has agreed to and taken back, here or on other devices. */
  settle(): Promise<void> {
    this.#waiting ??= this.#inTurn(async () => {
      this.#waiting = null;
      await this.#settle();
      this.#parts.onChange();
    });
    return this.#waiting;
  }

  /** As {@link Consents.settle}; what cannot be done now is done later. */
  settleIfReachable(): Promise<void> {
    return this.settle().catch(ignoreUnreachable);
  }

  async #settle(): Promise<void> {
    const { agreements, operator } = this.#parts;
    for (const agreement of await agreements.all()) {
      if (agreement.answering && isConnected(agreement)) await this.#agreeing.answer(agreement).catch(ignoreRefused);
      await this.#withdrawAll(agreement.service);
    }
    const known = await agreements.all();
    if (known.every(({ permissions, oldLocks }) => permissions.length + oldLocks.length === 0)) return;
    const account = await operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    for (const agreement of known) await this.#forgetEnded(agreement, account);
    await this.#keyCare.tellWriters();
    await this.#keyCare.changeLocks(account);
    await this.#keyCare.letReadersIn(account);
  }

  async #withdrawAll(service: string): Promise<void> {
    const { agreements, operator } = this.#parts;
    let agreement = await agreements.get(service);
    for (const withdrawal of agreement?.withdrawing ?? []) {
      const { connectionId: sub, permissions } = withdrawal;
      const wish = { sub, ...(permissions && { permissions }) };
      const hasEnded = await operator.tell('DELETE_CONSENT', wish).then(saysEnded, isDoneBefore);
      if (agreement) agreement = await agreements.put(without(agreement, withdrawal, hasEnded));
    }
  }

  /** What has expired, has been used up or was taken back elsewhere is not agreed any more. */
  async #forgetEnded(agreement: Agreement, { connections }: AccountReadResponse): Promise<void> {
    if (agreement.connectionId === null || agreement.answering) return;
    const record = connections.find(({ id }) => id === agreement.connectionId);
    const isActive = ({ request }: AgreedPermission): boolean => {
      const found = record?.permissions.find(({ id }) => id === request.id);
      return found !== undefined && consentAt(found, found.state, new Date()) === 'active';
    };
    const permissions = agreement.permissions.filter(isActive);
    if (record && permissions.length === agreement.permissions.length) return;
    const ended = agreement.permissions.filter((permission) => !isActive(permission));
    const oldLocks = [...agreement.oldLocks, ...ended.flatMap(lockOf)];
    const connectionId = record ? agreement.connectionId : null;
    await this.#parts.agreements.put({ ...agreement, permissions, oldLocks, connectionId });
  }
}

const nothingAgreed: Omit<Agreement, 'service' | 'name' | 'serviceKey' | 'kind'> = {
  v: 1,
  connectionId: null,
  channelKey: null,
  permissions: [],
  answering: null,
  withdrawing: [],
  oldLocks: [],
};

function lockOf({ request }: AgreedPermission): OldLock[] {
  if (request.type !== 'READ') return [];
  const { domain, area, jwk } = request;
  return [{ domain, area, kid: jwk.kid }];
}

/**
 * The agreement after a withdrawal has reached the operator; the locks are changed next. A connection that the operator keeps, because
 * something in it does not rest on consent, stays; what has ended in it is forgotten with the next look at the account.
 */
function without(agreement: Agreement, withdrawal: Withdrawal, hasEnded: boolean): Agreement {
  const withdrawing = agreement.withdrawing.filter((other) => other !== withdrawal);
  const oldLocks = [...agreement.oldLocks, ...withdrawal.locks];
  const rest = { ...agreement, withdrawing, oldLocks };
  if (withdrawal.permissions === null) {
    return hasEnded ? { ...rest, connectionId: null, channelKey: null, permissions: [] } : rest;
  }
  const isOver = ({ request }: AgreedPermission): boolean => withdrawal.permissions?.includes(request.id) ?? false;
  return { ...rest, permissions: agreement.permissions.filter((permission) => !isOver(permission)) };
}

function ignoreUnreachable(error: unknown): void {
  if (!isUnreachable(error)) throw error;
}

/** An answer that the operator refuses was given up; the person sees that nothing was agreed. */
function ignoreRefused(error: unknown): void {
  if (!isPosthornError(error) || isUnreachable(error)) throw error;
}

/** Whether the connection is gone, by the operator's reply. */
function saysEnded(reply: Json): boolean {
  return typeof reply === 'object' && reply !== null && !Array.isArray(reply) && reply['ended'] === true;
}

function isDoneBefore(error: unknown): boolean {
  if (!isPosthornError(error) || !DONE_BEFORE.has(error.code)) throw error;
  return error.code === 'connection-unknown';
}

function keyChanged(service: string): PosthornError {
  return new PosthornError('service-key-changed', 'The operator names another key for this service than before.', {
    mend: 'Nothing is sent. Ask the service by another way, for example by telephone, whether it has a new key.',
    details: { service },
  });
}
