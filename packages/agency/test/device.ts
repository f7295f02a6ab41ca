import { randomUUID } from 'node:crypto';
import {
  addRecipient,
  generateDataKey,
  generateSigningKey,
  openData,
  publicDataKey,
  signWire,
  type AgreementPrivateKey,
  type ConnectionChannel,
  type DataKey,
  type Json,
  type Path,
  type Permission,
  type PermissionRequestItem,
  type PrivateKey,
  type SealedData,
  type WireMessages,
  type WireType,
} from '@posthorn/protocol';
import { askOperator } from '../src/operator/operator-http.ts';

type Content<T extends WireType> = Omit<WireMessages[T], 'type' | 'iss' | 'aud' | 'iat' | 'exp' | 'jti' | 'nbf'>;

/** What a person answers to a request for permissions. */
export interface Choice {
  agrees?: (item: PermissionRequestItem) => boolean;
  /** Keys of others whom the person lets read what is written. */
  readers?: DataKey[];
}

/** A person's app, as far as the data operator is concerned: made of nothing but protocol. */
export class Device {
  readonly operator: string;
  readonly account: string = `egendata://account/${randomUUID()}`;
  readonly key: PrivateKey;
  readonly dataKey: AgreementPrivateKey;

  constructor(operator: string, key: PrivateKey, dataKey: AgreementPrivateKey) {
    this.operator = operator;
    this.key = key;
    this.dataKey = dataKey;
  }

  /** A device with a new account. */
  static async register(operator: string): Promise<Device> {
    const dataKey = await generateDataKey('ES', (name) => `egendata://jwks/${name}`);
    const device = new Device(operator, await generateSigningKey(), dataKey);
    await device.tell('ACCOUNT_REGISTRATION', { pds: { provider: 'memory' } });
    return device;
  }

  /** Says something to the operator; resolves with the text of its answer. */
  async tell<T extends WireType>(type: T, content: Content<T>): Promise<string> {
    return askOperator(`${this.operator}/api`, {
      method: 'POST',
      headers: { 'content-type': 'application/jwt' },
      body: await this.sign(type, { ...content, iss: this.account, aud: this.operator }),
    });
  }

  sign(type: WireType, content: unknown, key: PrivateKey = this.key): Promise<string> {
    return signWire(type, content as Parameters<typeof signWire>[1], key, { jwk: true });
  }

  /** Agrees to a connection, or decides anew in one that there is. @returns the connection id */
  async agree(
    agency: string,
    terms: {
      connectionId?: string;
      sid?: string;
      channel?: ConnectionChannel;
      permissions?: readonly PermissionRequestItem[];
    } & Choice = {},
  ): Promise<string> {
    const { connectionId = randomUUID(), sid = randomUUID(), channel, permissions = [], ...choice } = terms;
    const payload = await this.sign('CONNECTION', {
      iss: 'egendata://account',
      aud: agency,
      sid,
      sub: connectionId,
      ...(channel && { channel }),
      ...(permissions.length > 0 && { permissions: this.#decide(permissions, choice) }),
    });
    await this.tell('CONNECTION_RESPONSE', { payload });
    return connectionId;
  }

  async logIn(agency: string, connectionId: string, sid: string, key: PrivateKey = this.key): Promise<void> {
    const login = { iss: 'egendata://account', aud: agency, sid, sub: connectionId };
    await this.tell('LOGIN_RESPONSE', { payload: await this.sign('LOGIN', login, key) });
  }

  /** Scans a code: who asks, in which session, and where to answer. */
  scan(url: string): { agency: string; sid: string; eventsURI: string } {
    const [, body = ''] = url.replace('egendata://account/', '').split('.');
    const { iss, sid, eventsURI } = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, string>;
    return { agency: iss ?? '', sid: sid ?? '', eventsURI: eventsURI ?? '' };
  }

  /** Asks an agency what it wants. */
  async askWhat(
    code: { agency: string; sid: string; eventsURI: string },
    language = 'en',
  ): Promise<PermissionRequestItem[]> {
    const { agency, sid, eventsURI } = code;
    const body = await this.sign('CONNECTION_INIT', { iss: 'egendata://account', aud: agency, sid });
    const headers = { 'content-type': 'application/jwt', 'accept-language': language };
    const answer = await askOperator(eventsURI, { method: 'POST', headers, body });
    return (payloadOf(answer) as WireMessages['CONNECTION_REQUEST']).permissions ?? [];
  }

  /** Everything that the operator knows of the account. */
  async overview(): Promise<WireMessages['ACCOUNT_READ_RESPONSE']> {
    return payloadOf(await this.tell('ACCOUNT_READ_REQUEST', {})) as WireMessages['ACCOUNT_READ_RESPONSE'];
  }

  /** The oldest later request that waits for an answer. */
  async waitingRequest(): Promise<{ sid: string; connectionId: string; permissions: PermissionRequestItem[] }> {
    const [request] = (await this.overview()).requests;
    const { sid, permissions } = payloadOf(request?.jws ?? '') as WireMessages['PERMISSION_REQUEST'];
    return { sid, permissions, connectionId: request?.connection ?? '' };
  }

  /** Adds a reader to a document, without its ciphertext. */
  async letRead(connectionId: string, path: Path, reader: DataKey): Promise<void> {
    const answer = await this.tell('RECIPIENTS_READ_REQUEST', { sub: connectionId, paths: [path] });
    const { paths } = payloadOf(answer) as WireMessages['RECIPIENTS_READ_RESPONSE'];
    const recipients = paths[0]?.recipients ?? [];
    const own = recipients.find(({ header }) => header.kid === this.dataKey.kid);
    if (!own) throw new Error('the person cannot read the document');
    const added = [...recipients, await addRecipient(own, this.dataKey, reader)];
    await this.tell('RECIPIENTS_WRITE', { sub: connectionId, paths: [{ ...path, recipients: added }] });
  }

  /** Reads one of the person's own documents. */
  async read(path: Path): Promise<Json> {
    return (await openData((await this.document(path)).data, this.dataKey)).content;
  }

  /** One of the person's own documents, as it is stored. */
  async document(path: Path): Promise<{ version: number; data: SealedData }> {
    const answer = await this.tell('DOCUMENT_READ_REQUEST', { paths: [path] });
    const [found] = (payloadOf(answer) as WireMessages['DOCUMENT_READ_RESPONSE']).paths;
    if (!found?.data) throw new Error(found?.error?.message ?? 'there is no document');
    return { version: found.version ?? 0, data: found.data };
  }

  /** Puts another document in the place of one that is there, as a person does who changes the locks, or something else. */
  async exchange(path: Path, data: SealedData): Promise<void> {
    const { version } = await this.document(path);
    await this.tell('DOCUMENT_WRITE', { paths: [{ ...path, version, data }] });
  }

  #decide(items: readonly PermissionRequestItem[], choice: Choice): WireMessages['CONNECTION']['permissions'] {
    const { agrees = () => true, readers = [] } = choice;
    const approved = items.filter(agrees);
    const keysFor = ({ domain, area }: Path): DataKey[] => [
      publicDataKey(this.dataKey),
      ...approved.flatMap((item) =>
        item.type === 'READ' && item.domain === domain && item.area === area ? [item.jwk] : [],
      ),
      ...readers,
    ];
    const agreed = approved.map((item): Permission => {
      if (item.type === 'WRITE') return { ...item, jwks: { keys: keysFor(item) } };
      const { jwk, ...terms } = item;
      return { ...terms, kid: jwk.kid };
    });
    const denied = items
      .filter((item) => !agrees(item))
      .map(({ id, type, domain, area, lawfulBasis }) => ({ id, type, domain, area, lawfulBasis }));
    return { ...(agreed.length > 0 && { approved: agreed }), ...(denied.length > 0 && { denied }) };
  }
}

/** The payload of a message whose signature the story does not care about. */
export function payloadOf(jws: string): object {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as object;
}

/** The type of a message, or null if it is none. */
export function typeOf(body: string): string | null {
  try {
    return (payloadOf(body) as { type: string }).type;
  } catch {
    return null;
  }
}
