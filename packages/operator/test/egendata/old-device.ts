import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt, randomUUID } from 'node:crypto';
import { generalDecrypt, importJWK, type GeneralJWE } from 'jose';
import { readStrictly, verifyStrictly, type OldMessage } from './old-form.ts';
import { signOldMessage } from './old-message.ts';
import { generateRsaKey, publicHalf, type RsaPrivateJwk, type RsaPublicJwk } from './rsa-keys.ts';

/** The keys of one person's phone. RSA keys cost time: a test file makes few phones and uses them at several operators. */
export interface DeviceKeys {
  account: RsaPrivateJwk;
  /** Two, because the npm client cannot write for a single reader. */
  data: [RsaPrivateJwk, RsaPrivateJwk];
}

export async function generateDeviceKeys(): Promise<DeviceKeys> {
  const [account, first, second] = await Promise.all([
    generateRsaKey('sig'),
    generateRsaKey('enc'),
    generateRsaKey('enc'),
  ]);
  return { account, data: [first, second] };
}

/** What a service asks for in its CONNECTION_REQUEST. */
export interface AskedPermission {
  id: string;
  domain: string;
  area: string;
  type: 'READ' | 'WRITE';
  lawfulBasis: string;
  purpose?: string;
  description?: string;
  jwk?: RsaPublicJwk;
}

export interface ConnectionRequest extends OldMessage {
  sid: string;
  displayName: string;
  permissions?: AskedPermission[];
}

/** What the person decided, in the form of a CONNECTION. */
export interface Decision {
  approved?: Record<string, unknown>[];
  denied?: Record<string, unknown>[];
}

/** One reader of a document: the content key, wrapped for them. */
export interface OldRecipient {
  header: { kid: string; alg: 'RSA-OAEP' };
  encrypted_key: string;
}

export interface RecipientsPath {
  domain: string;
  area: string;
  recipients?: OldRecipient[];
  error?: { message: string; status?: number; code?: string };
}

/** The operator's answer to a device. */
export interface DeviceAnswer {
  status: number;
  text: string;
  /** Code of the refusal; undefined if it was accepted. */
  code: string | undefined;
}

/** A person's phone with the old app, written against the wire document: strict in what it reads, PS256 in what it signs. */
export class OldDevice {
  readonly account: string;
  readonly keys: DeviceKeys;
  readonly #operator: string;

  constructor(keys: DeviceKeys, operator: string, account: string = `egendata://account/${randomUUID()}`) {
    this.keys = keys;
    this.#operator = operator;
    this.account = account;
  }

  /** Makes the account, with the data in the given store. */
  async register(pds: Record<string, string> = { provider: 'memory' }): Promise<this> {
    await this.#mustSend({ type: 'ACCOUNT_REGISTRATION', pds }, 201);
    return this;
  }

  /** Reads what a QR code says: who wants the person to sign in. */
  async scan(url: string): Promise<OldMessage & { sid: string; eventsURI: string }> {
    const jws = url.replace(/^egendata:\/\/account\//, '');
    const message = await verifyStrictly(jws);
    if (message.type !== 'AUTHENTICATION_REQUEST') throw new Error(`The QR code is a ${message.type}.`);
    return message as OldMessage & { sid: string; eventsURI: string };
  }

  /** Asks a service that is not known yet what it wants. */
  async meet(url: string): Promise<ConnectionRequest> {
    const { iss, sid, eventsURI } = await this.scan(url);
    const init = await this.sign({ type: 'CONNECTION_INIT', iss: 'egendata://account', aud: iss, sid });
    const answer = await postMessage(eventsURI, init);
    const request = await verifyStrictly(answer.text);
    if (request.type !== 'CONNECTION_REQUEST') throw new Error(`The service answered ${request.type}.`);
    return request as ConnectionRequest;
  }

  /** Writes the person's decision: the permissions that `agrees` picks are approved, the others denied. */
  decide(asked: AskedPermission[], agrees: (permission: AskedPermission) => boolean): Decision {
    const approved = asked.filter(agrees);
    const denied = asked.filter((permission) => !agrees(permission));
    return {
      ...(approved.length > 0 && { approved: approved.map((permission) => this.#approve(permission, approved)) }),
      ...(denied.length > 0 && { denied: denied.map(termsOf) }),
    };
  }

  /** Connects with a service. @returns the connection id */
  async connect(
    request: Pick<ConnectionRequest, 'iss' | 'sid' | 'permissions'>,
    agrees: (permission: AskedPermission) => boolean = () => true,
  ): Promise<string> {
    const sub = randomUUID();
    const decision = request.permissions && this.decide(request.permissions, agrees);
    const nested = await this.signConnection(request, { sub, ...(decision && { permissions: decision }) });
    await this.#mustSend({ type: 'CONNECTION_RESPONSE', payload: nested }, 201);
    return sub;
  }

  /** Scans, reads what is asked, agrees and connects. @returns the connection id */
  async signUp(url: string, agrees?: (permission: AskedPermission) => boolean): Promise<string> {
    return this.connect(await this.meet(url), agrees);
  }

  /** Signs in where a connection exists. */
  async logIn(url: string, connection: string): Promise<void> {
    const { iss, sid } = await this.scan(url);
    await this.#mustSend(
      { type: 'LOGIN_RESPONSE', payload: await this.signLogin({ iss, sid }, { sub: connection }) },
      200,
    );
  }

  /** The CONNECTION for a service, as it is nested in a CONNECTION_RESPONSE. */
  signConnection({ iss, sid }: { iss: string; sid: string }, members: Record<string, unknown>): Promise<string> {
    return this.sign({ type: 'CONNECTION', iss: 'egendata://account', aud: iss, sid, ...members });
  }

  /** The LOGIN for a service, as it is nested in a LOGIN_RESPONSE. */
  signLogin({ iss, sid }: { iss: string; sid: string }, members: Record<string, unknown>): Promise<string> {
    return this.sign({ type: 'LOGIN', iss: 'egendata://account', aud: iss, sid, ...members });
  }

  /** Asks who can read what. */
  async readRecipients(connection: string, paths: { domain: string; area: string }[]): Promise<RecipientsPath[]> {
    const answer = await this.#mustSend({ type: 'RECIPIENTS_READ_REQUEST', sub: connection, paths }, 200);
    const message = await verifyStrictly(answer.text);
    if (message.type !== 'RECIPIENTS_READ_RESPONSE') throw new Error(`The operator answered ${message.type}.`);
    return message['paths'] as RecipientsPath[];
  }

  /** Replaces who can read what. */
  async writeRecipients(connection: string, paths: RecipientsPath[]): Promise<void> {
    await this.#mustSend({ type: 'RECIPIENTS_WRITE', sub: connection, paths }, 200);
  }

  /** Wraps a document's content key for one more reader. The document itself does not travel. */
  async addReader(connection: string, path: { domain: string; area: string }, reader: RsaPublicJwk): Promise<void> {
    const [{ recipients = [] } = { recipients: [] }] = await this.readRecipients(connection, [path]);
    const added = wrapFor(reader, this.#unwrapOwn(recipients));
    await this.writeRecipients(connection, [{ ...path, recipients: [...recipients, added] }]);
  }

  /** Withdraws the consents of a connection. */
  async deleteConsent(connection: string): Promise<DeviceAnswer> {
    return this.#mustSend({ type: 'DELETE_CONSENT', sub: connection }, 200);
  }

  /** Opens one of the person's documents. @returns what its writer signed, and the content */
  async open(document: GeneralJWE): Promise<{ jws: string; content: unknown }> {
    const own = document.recipients.find(({ header }) => this.keys.data.some(({ kid }) => kid === header?.kid));
    const key = this.keys.data.find(({ kid }) => kid === own?.header?.kid);
    if (key === undefined) throw new Error('This document is not for this person.');
    const { plaintext } = await generalDecrypt(document, await importJWK({ ...key }, 'RSA-OAEP'));
    const jws = new TextDecoder().decode(plaintext);
    return { jws, content: JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) };
  }

  /** Signs any message with the account key, also such as the app would never send. */
  sign(claims: Record<string, unknown>, key: RsaPrivateJwk = this.keys.account): Promise<string> {
    const defaults = { iss: this.account, aud: this.#operator };
    return signOldMessage({ ...defaults, ...claims }, { key, header: { jwk: publicHalf(key) } });
  }

  /** Posts a signed message to the operator. */
  send(jws: string): Promise<DeviceAnswer> {
    return postMessage(`${this.#operator}/api`, jws);
  }

  async #mustSend(claims: Record<string, unknown>, status: number): Promise<DeviceAnswer> {
    const jws = await this.sign(claims);
    // An old app never sends what an old operator would not read.
    readStrictly(jws);
    const answer = await this.send(jws);
    if (answer.status === status) return answer;
    throw new Error(`The operator answered ${String(claims['type'])} with ${answer.status}: ${answer.text}`);
  }

  #approve(permission: AskedPermission, approved: AskedPermission[]): Record<string, unknown> {
    const { purpose, description, jwk } = permission;
    if (permission.type === 'READ') return { ...termsOf(permission), purpose, kid: jwk?.kid };
    const readers = approved.flatMap((other) =>
      other.domain === permission.domain && other.area === permission.area && other.jwk ? [other.jwk] : [],
    );
    const [first, second] = this.keys.data;
    const keys = readers.length > 0 ? [first, ...readers] : [first, second];
    return { ...termsOf(permission), description, jwks: { keys: keys.map(publicHalf) } };
  }

  #unwrapOwn(recipients: OldRecipient[]): Buffer {
    for (const { header, encrypted_key } of recipients) {
      const key = this.keys.data.find(({ kid }) => kid === header.kid);
      if (key === undefined) continue;
      const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' });
      return privateDecrypt(
        { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING },
        Buffer.from(encrypted_key, 'base64url'),
      );
    }
    throw new Error('None of the recipients is this person.');
  }
}

function wrapFor(reader: RsaPublicJwk, contentKey: Buffer): OldRecipient {
  const key = createPublicKey({ key: { ...reader }, format: 'jwk' });
  const wrapped = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING }, contentKey);
  return { header: { kid: reader.kid, alg: 'RSA-OAEP' }, encrypted_key: wrapped.toString('base64url') };
}

/** What every permission says, whether approved or denied. */
function termsOf({ id, domain, area, type, lawfulBasis }: AskedPermission): Record<string, unknown> {
  return { id, domain, area, type, lawfulBasis };
}

/** Posts a message as the old world does. */
export async function postMessage(url: string, jws: string): Promise<DeviceAnswer> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/jwt' }, body: jws });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  const body = (isJson ? JSON.parse(text) : {}) as { error?: { code: string } };
  return { status: response.status, text, code: body.error?.code };
}
