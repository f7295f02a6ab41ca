import {
  isPosthornError,
  PosthornError,
  readWire,
  signWire,
  toPublicWireKey,
  verifyWire,
  type Json,
  type StoreOptions,
  type WireMessages,
  type WireType,
} from '@posthorn/protocol';
import type { KeyRing } from './key-ring.ts';
import { pinnedOperatorKey } from './operator-key.ts';
import { postMessage } from './post-message.ts';
import { readServiceRecord, type ServiceRecord } from './service-record.ts';
import { readJson, writeJson, type CitizenStore } from './store.ts';

/** What a message says, besides who says it to whom and when. */
type Said<T extends WireType> = Omit<WireMessages[T], 'type' | 'iss' | 'aud' | 'iat' | 'exp' | 'jti' | 'nbf'>;

interface OperatorClientParts {
  /** The operator's public URL, as it is configured with it. */
  baseUrl: string;
  keys: KeyRing;
  store: CitizenStore;
}

/** Where the data of an account lies unless the person says otherwise: with the operator, sealed. */
const defaultStore: StoreOptions = { provider: 'folder' };
const codes = { unreachable: 'directory-unreachable', refused: 'operator-refused' } as const;
const KEYS_TOLD = 'operator/keys-told';
/** Milliseconds before the second and the third try. */
const PAUSES = [200, 1000];

/** Messages that do nothing more when they come twice. */
const REPEATABLE: ReadonlySet<WireType> = new Set<WireType>([
  'ACCOUNT_KEYS',
  'ACCOUNT_READ_REQUEST',
  'ACCOUNT_REGISTRATION',
  'ACCESS_LOG_READ_REQUEST',
  'CONNECTION_RESPONSE',
  'DOCUMENT_READ_REQUEST',
  'RECIPIENTS_READ_REQUEST',
  'RECIPIENTS_WRITE',
]);

/**
 * The person's line to the data operator: signs with the account key, and believes only answers that the operator has
 * signed with the key pinned at first use. The account is registered when it is first needed.
 */
export class OperatorClient {
  readonly #parts: OperatorClientParts;
  readonly baseUrl: string;

  constructor(parts: OperatorClientParts) {
    this.#parts = parts;
    this.baseUrl = parts.baseUrl.replace(/\/+$/, '');
  }

  get accountId(): string {
    return this.#parts.keys.accountId;
  }

  /** Who a service is, by the operator's records. Throws `service-unknown`, `directory-unreachable`. */
  service(clientId: string): Promise<ServiceRecord> {
    return readServiceRecord(this.baseUrl, clientId);
  }

  /**
   * Asks the operator something.
   *
   * @throws PosthornError the operator's own code, `directory-unreachable`, `operator-key-changed`
   */
  async ask<Q extends WireType, R extends WireType>(
    question: Q,
    content: Said<Q>,
    answer: R,
  ): Promise<WireMessages[R]> {
    return this.#verified(answer, await this.#send(question, content));
  }

  /** Tells the operator something; gives what it answers, if anything. Throws as {@link ask}. */
  async tell<T extends WireType>(type: T, content: Said<T>): Promise<Json> {
    const text = await this.#send(type, content);
    return text === '' ? null : (JSON.parse(text) as Json);
  }

  /** Makes the account. Does nothing when the operator has it already. */
  async register(pds: StoreOptions = defaultStore): Promise<void> {
    const { keys, store } = this.#parts;
    const { accountId } = keys;
    try {
      await this.#try('ACCOUNT_REGISTRATION', { pds });
    } catch (error) {
      if (!isPosthornError(error, 'account-taken')) throw error;
      // Ids are random: it is taken because the account was deleted, and the device stopped before it noted that.
      await keys.leaveAccount(accountId);
      await this.#try('ACCOUNT_REGISTRATION', { pds });
    }
    await writeJson(store, KEYS_TOLD, null);
    if (keys.oldSigningKeys.length > 0) await this.tellKeys();
  }

  /** Names the RSA keys of the account, so that what they sign for old services is taken. */
  async tellKeys(): Promise<void> {
    const { keys, store } = this.#parts;
    const ids = [keys.accountId, ...keys.oldSigningKeys.map(({ kid }) => kid)].join(' ');
    if ((await readJson<string>(store, KEYS_TOLD)) === ids) return;
    await this.#send('ACCOUNT_KEYS', { keys: keys.oldSigningKeys.map(toPublicWireKey) });
    await writeJson(store, KEYS_TOLD, ids);
  }

  async #send<T extends WireType>(type: T, content: Said<T>): Promise<string> {
    try {
      return await this.#try(type, content);
    } catch (error) {
      if (!isPosthornError(error, 'account-unknown') || type === 'ACCOUNT_DELETION') throw error;
      await this.register();
      return this.#try(type, content);
    }
  }

  /** Signed anew for each try: a message is taken once, and the operator may have taken one whose answer got lost. */
  async #try<T extends WireType>(type: T, content: Said<T>): Promise<string> {
    const pauses = REPEATABLE.has(type) ? PAUSES : [];
    for (const pause of pauses) {
      try {
        return await this.#post(type, content);
      } catch (error) {
        if (!isPosthornError(error, 'directory-unreachable')) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return this.#post(type, content);
  }

  async #post<T extends WireType>(type: T, content: Said<T>): Promise<string> {
    const { keys } = this.#parts;
    const claims = { ...content, iss: keys.accountId, aud: this.baseUrl } as Parameters<typeof signWire<T>>[1];
    const body = await signWire(type, claims, keys.accountKey, { jwk: true });
    return postMessage(`${this.baseUrl}/api`, body, codes);
  }

  async #verified<R extends WireType>(type: R, jws: string): Promise<WireMessages[R]> {
    const { keys, store } = this.#parts;
    const key = await pinnedOperatorKey(this.baseUrl, store);
    try {
      const message = readWire(jws);
      if (message.iss !== this.baseUrl) throw new Error('another issuer');
      return (await verifyWire(type, message, key, { audience: [keys.accountId] })).payload;
    } catch (cause) {
      throw new PosthornError('operator-key-changed', 'The answer is not signed as the data operator signs.', {
        mend: 'Nothing of it is used. Try again; if it stays so, ask the operator by another way.',
        cause,
      });
    }
  }
}
