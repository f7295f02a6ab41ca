import { isPosthornError, type ConnectionChannel, type PosthornError } from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import type { AgreedPermission, Agreement, Agreements, Answer } from './agreement.ts';
import { signConnection, toApproved } from './connection-message.ts';
import { readersOf } from './readers.ts';
import { isUnreachable } from './unreachable.ts';

/** An agreement with a connection. */
export type Connected = Agreement & { connectionId: string };

interface AgreeingParts {
  agreements: Agreements;
  operator: OperatorClient;
  keys: KeyRing;
  /** What an agency has to know of the person's end of the encrypted channel. */
  channel(): Promise<ConnectionChannel>;
}

/** Brings answers to services, through the operator. */
export class Agreeing {
  readonly #parts: AgreeingParts;

  constructor(parts: AgreeingParts) {
    this.#parts = parts;
  }

  /** Sends an answer; recorded first. If the operator refuses it, nothing has been agreed. */
  async answer(agreement: Connected): Promise<Connected> {
    const { agreements } = this.#parts;
    const before = await agreements.get(agreement.service);
    if (JSON.stringify(before) !== JSON.stringify(agreement)) await agreements.put(agreement);
    try {
      return await this.#send(agreement);
    } catch (error) {
      if (isPosthornError(error, 'connection-taken')) return this.#send(await this.#adopted(agreement, error));
      if (!isPosthornError(error) || isUnreachable(error)) throw error;
      const wasConnected = before !== null && before.answering === null && before.connectionId !== null;
      await agreements.put({
        ...agreement,
        answering: null,
        connectionId: wasConnected ? agreement.connectionId : null,
      });
      throw error;
    }
  }

  async #send(agreement: Connected): Promise<Connected> {
    const { agreements, operator, keys } = this.#parts;
    const { service, serviceKey, kind } = agreement;
    const answer = agreement.answering ?? noAnswer();
    const requests = newestById([...agreement.permissions.map(({ request }) => request), ...answer.approved]);
    const permissions = requests.map((request) => ({ request, keys: [] }));
    const others = (await agreements.all()).filter((other) => other.service !== service);
    const readers = readersOf([...others, { ...agreement, permissions }]);
    const approved = await Promise.all(requests.map((request) => toApproved(request, serviceKey, readers, keys)));
    const channel = kind === 'agency' ? await this.#parts.channel() : null;
    const payload = await signConnection(agreement, answer, approved, keys, channel);
    if (serviceKey.kty === 'RSA') await operator.tellKeys();
    await operator.tell('CONNECTION_RESPONSE', { payload });
    const told = approved.map((permission) => ('jwks' in permission ? idsOf(permission.jwks.keys) : []));
    const agreed = requests.map((request, index): AgreedPermission => ({ request, keys: told[index] ?? [] }));
    const channelKey = channel?.masterKey ?? null;
    const settled = { ...agreement, permissions: agreed, channelKey, answering: null };
    await agreements.put(settled);
    return settled;
  }

  /** Another device has connected at the same time: its connection is the one that there is. */
  async #adopted(agreement: Connected, refusal: PosthornError): Promise<Connected> {
    const account = await this.#parts.operator.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
    const taken = account.connections.find(({ service }) => service.clientId === agreement.service);
    if (!taken) throw refusal;
    const adopted = { ...agreement, connectionId: taken.id };
    await this.#parts.agreements.put(adopted);
    return adopted;
  }
}

/** Whether there is a connection. */
export function isConnected(agreement: Agreement): agreement is Connected {
  return agreement.connectionId !== null;
}

/** Says nothing new: the service gets what holds anyway. */
export function noAnswer(): Answer {
  return { sid: crypto.randomUUID(), approved: [], denied: [] };
}

/** The ids of keys, to compare them with others. */
export function idsOf(keys: readonly { kid: string }[]): string[] {
  return keys.map(({ kid }) => kid).toSorted();
}

function newestById(requests: readonly AgreedPermission['request'][]): AgreedPermission['request'][] {
  return [...new Map(requests.map((request) => [request.id, request])).values()];
}
