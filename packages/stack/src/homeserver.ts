import { createHmac, randomBytes } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';
import { signInAtEid } from './sign-in.ts';

/** A signed-in device at a homeserver; the same shape as a session of `@posthorn/channel`. */
export interface MatrixSession {
  readonly homeserver: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
}

/** How to reach a homeserver with the right to register accounts there. */
export interface HomeserverAccess {
  readonly url: string;
  readonly registrationSecret: string;
}

type Answer = Record<string, unknown>;

/** What the stack and the tests ask of a homeserver besides the channel: accounts, sign-ins, duties of an administrator. */
export class Homeserver {
  readonly url: string;
  readonly #registrationSecret: string;
  #admin: Promise<string> | undefined;

  constructor(access: HomeserverAccess) {
    this.url = access.url;
    this.#registrationSecret = access.registrationSecret;
  }

  /** Registers an account by the shared secret; one that is there already stays as it is. Resolves to its user id, if new. */
  async register(localpart: string, password: string, admin = false): Promise<string | undefined> {
    const path = '/_synapse/admin/v1/register';
    const { nonce } = await this.request('GET', path);
    const mac = createHmac('sha1', this.#registrationSecret)
      .update([nonce, localpart, password, admin ? 'admin' : 'notadmin'].join('\0'))
      .digest('hex');
    const body = { nonce, username: localpart, password, admin, mac, inhibit_login: true };
    const answer = await this.request('POST', path, { body, accept: ['M_USER_IN_USE'] });
    return answer['errcode'] === undefined ? String(answer['user_id']) : undefined;
  }

  /** Signs a new device in with a password. */
  async signInWithPassword(localpart: string, password: string): Promise<MatrixSession> {
    return this.#signIn({ type: 'm.login.password', identifier: { type: 'm.id.user', user: localpart }, password });
  }

  /** A login token for one of the eID's persons, got by walking through the sign-in as a browser would. */
  async loginToken(personId: string): Promise<string> {
    return signInAtEid(this.url, personId);
  }

  /** Signs a new device in as one of the eID's persons. */
  async signInAtEid(personId: string): Promise<MatrixSession> {
    return this.#signIn({ type: 'm.login.token', token: await this.loginToken(personId) });
  }

  /** Gives a person's account a password, as a rogue homeserver could: whoever has it can confirm a change of the identity. */
  async setPassword(userId: string, password: string): Promise<void> {
    const path = `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`;
    await this.request('PUT', path, { body: { password, logout_devices: false }, token: await this.adminToken() });
  }

  /** Access token of an administrator's account made for this process. */
  async adminToken(): Promise<string> {
    this.#admin ??= (async () => {
      const [name, password] = [`admin-${randomBytes(6).toString('hex')}`, randomBytes(24).toString('base64url')];
      await this.register(name, password, true);
      return (await this.signInWithPassword(name, password)).accessToken;
    })();
    return this.#admin;
  }

  /** One request of the client-server or the admin API; an error whose code isn't in `accept` is thrown. */
  async request(
    method: string,
    path: string,
    options: { body?: unknown; token?: string; accept?: readonly string[] } = {},
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const answer = (await response.json()) as Answer;
    if (response.ok || options.accept?.includes(String(answer['errcode']))) return answer;
    throw new PosthornError('homeserver-refused', `The homeserver refused a request (${String(answer['errcode'])}).`, {
      mend: 'Look into the log of the homeserver; with an existing homeserver, check the registration secret.',
      details: { status: response.status, errcode: String(answer['errcode']) },
    });
  }

  async #signIn(login: Record<string, unknown>): Promise<MatrixSession> {
    const answer = await this.request('POST', '/_matrix/client/v3/login', { body: login });
    return {
      homeserver: this.url,
      userId: String(answer['user_id']),
      deviceId: String(answer['device_id']),
      accessToken: String(answer['access_token']),
    };
  }
}
