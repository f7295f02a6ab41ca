import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDirectory } from '@posthorn/channel/directory';
import {
  generateDataKey,
  generateSigningKey,
  openData,
  publicDataKey,
  readWire,
  sealData,
  signWire,
  toPublicKey,
  verifyWire,
  verifyWireEmbedded,
  verifyWriter,
  wireThumbprint,
  type AgreementPrivateKey,
  type Connection,
  type DataKey,
  type Json,
  type OpenedData,
  type Path,
  type PermissionRequestItem,
  type PrivateKey,
  type ReadRequest,
  type WireMessages,
  type WireType,
  type WriteRequest,
} from '@posthorn/protocol';

type Said<T extends WireType> = Omit<WireMessages[T], 'type' | 'iss' | 'aud' | 'iat' | 'exp' | 'jti' | 'nbf'>;

/** What a service knows of one connection. */
interface Known {
  connection: Connection;
  /** Thumbprint of the key that signed it. */
  acc: string;
}

/** An agency that keeps and reads data, made of protocol alone, so that a story can let it misbehave. Needs no homeserver. */
export class DataService implements AsyncDisposable {
  readonly clientId: string;
  readonly key: PrivateKey;
  readonly readKey: AgreementPrivateKey;
  readonly operator: string;
  /** What everybody is asked for who connects. */
  asksFor: PermissionRequestItem[] = [];
  /** The language that somebody who asked last would like to read. */
  askedIn: string | undefined;
  /** The newest agreement of each connection. */
  readonly connections: Map<string, Known> = new Map();
  /** Which connection has signed in on which page. */
  readonly signedIn: Map<string, string> = new Map();
  readonly #server: Server = createServer((request, response) => {
    // A person's browser asks here, too.
    response.setHeader('access-control-allow-origin', '*').setHeader('access-control-allow-headers', '*');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else void this.#take(request).then((reply) => response.writeHead(reply === '' ? 204 : 200).end(reply));
  });

  private constructor(clientId: string, operator: string, key: PrivateKey, readKey: AgreementPrivateKey) {
    this.#server.listen(0, '127.0.0.1');
    this.clientId = clientId;
    this.operator = operator;
    this.key = key;
    this.readKey = readKey;
  }

  static async open(operator: string, name: string): Promise<DataService> {
    const key = await generateSigningKey();
    const readKey = await generateDataKey('ES', (thumbprint) => `https://${name}.example/jwks/${thumbprint}`);
    const service = new DataService(`https://${name}.example`, operator, key, readKey);
    if (!service.#server.listening) await once(service.#server, 'listening');
    const matrix = { userId: `@${name}:localhost`, masterKey: 'A'.repeat(43) };
    const displayName = { de: `Stadt ${name}`, en: `City of ${name}` };
    await openDirectory(operator).publishAgency({ clientId: service.clientId, displayName, matrix }, key);
    const { address } = service;
    await service.send('SERVICE_REGISTRATION', {
      displayName: displayName.de,
      description: `The city of ${name}`,
      iconURI: `${address}/icon.png`,
      jwksURI: `${address}/jwks`,
      eventsURI: `${address}/events`,
    });
    return service;
  }

  /** Base URL of where it takes messages. */
  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Asks to read an area, its own unless another domain is given. */
  toRead(area: string, changes: Partial<ReadRequest> = {}): ReadRequest {
    const terms = { id: crypto.randomUUID(), domain: this.clientId, area, lawfulBasis: 'CONSENT' } as const;
    return { ...terms, type: 'READ', purpose: `To look at ${area}`, jwk: publicDataKey(this.readKey), ...changes };
  }

  /** Asks to write an area of its own. */
  toWrite(area: string, changes: Partial<WriteRequest> = {}): WriteRequest {
    const terms = { id: crypto.randomUUID(), domain: this.clientId, area, lawfulBasis: 'CONSENT' } as const;
    return { ...terms, type: 'WRITE', description: `Your ${area}`, ...changes };
  }

  /** Opens a sign-in page: its id, and what its QR code says. */
  async signInPage(
    changes: { eventsURI?: string; key?: PrivateKey; now?: Date } = {},
  ): Promise<{ sid: string; url: string }> {
    const { eventsURI = 'https://elsewhere.example/events', key = this.key, now = new Date() } = changes;
    const sid = crypto.randomUUID();
    const content = { iss: this.clientId, aud: 'egendata://account', sid, eventsURI };
    const jws = await signWire('AUTHENTICATION_REQUEST', content, key, { kid: key.kid }, now);
    return { sid, url: `egendata://account/${jws}` };
  }

  /** The keys that the person wants an area of this service sealed to. */
  writeKeys(connectionId: string, area: string): DataKey[] {
    const approved = this.#known(connectionId).connection.permissions?.approved ?? [];
    return approved.flatMap((terms) => (terms.type === 'WRITE' && terms.area === area ? terms.jwks.keys : []));
  }

  /** Writes an area; unless said otherwise, as the newest agreement wants it. */
  async write(
    connectionId: string,
    area: string,
    content: Json,
    changes: { key?: PrivateKey; area?: string; iss?: string } = {},
  ): Promise<void> {
    const { acc } = this.#known(connectionId);
    const { key = this.key, iss = this.clientId } = changes;
    const iat = Math.floor(Date.now() / 1000);
    const header = { kid: key.kid, iss, iat, domain: iss, area: changes.area ?? area, acc };
    const data = await sealData(content, { writer: { key, header }, recipients: this.writeKeys(connectionId, area) });
    await this.send('DATA_WRITE', { sub: connectionId, paths: [{ domain: this.clientId, area, data }] });
  }

  /** Reads what somebody has written; verifies that it was `writer`. Undefined if there is nothing that this key opens. */
  async read(connectionId: string, { domain, area }: Path, writer: DataService): Promise<Json | undefined> {
    const opened = await this.open(connectionId, { domain, area });
    if (!opened) return undefined;
    const { content, jws } = opened;
    const { acc } = this.#known(connectionId);
    const said = await verifyWriter(jws, toPublicKey(writer.key), { domain, area, acc, iss: domain });
    if (!said.bound) throw new Error('not bound');
    return content;
  }

  /** Reads and opens a document, whoever wrote it; null if there is none. */
  async open(connectionId: string, { domain, area }: Path): Promise<OpenedData | null> {
    const reply = await this.send('DATA_READ_REQUEST', { sub: connectionId, paths: [{ domain, area }] });
    const audience = [this.clientId];
    const key = await (await fetch(`${this.operator}/jwks/operator_key_es256`)).json();
    const { payload } = await verifyWire('DATA_READ_RESPONSE', readWire(reply), key, { audience });
    const [found] = payload.paths ?? [];
    if (found?.error) throw new Error(found.error.code);
    return found?.data ? openData(found.data, this.readKey) : null;
  }

  /** Asks a connected person for more. */
  async ask(connectionId: string, ...permissions: PermissionRequestItem[]): Promise<void> {
    await this.send('PERMISSION_REQUEST', { sub: connectionId, sid: crypto.randomUUID(), permissions });
  }

  /** Sends anything to the operator; a refusal is an error whose message is the code. */
  async send<T extends WireType>(type: T, content: Said<T>): Promise<string> {
    const claims = { ...content, iss: this.clientId, aud: this.operator } as unknown as Parameters<
      typeof signWire<T>
    >[1];
    const body = await signWire(type, claims, this.key, { kid: this.key.kid });
    const headers = { 'content-type': 'application/jwt' };
    const response = await fetch(`${this.operator}/api`, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.ok) return text;
    throw new Error((JSON.parse(text) as { error: { code: string } }).error.code);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #known(connectionId: string): Known {
    const known = this.connections.get(connectionId);
    if (known) return known;
    throw new Error('this connection is not known');
  }

  async #take(request: IncomingMessage): Promise<string> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const message = readWire(body);
    if (message.type === 'CONNECTION_INIT') this.askedIn = request.headers['accept-language'];
    if (message.type === 'CONNECTION_INIT') return this.#whatItWants(body);
    const { payload } = JSON.parse(Buffer.from(body.split('.')[1] ?? '', 'base64url').toString()) as {
      payload: string;
    };
    const nested = readWire(payload);
    if (nested.type === 'LOGIN') {
      const login = await verifyWireEmbedded('LOGIN', nested, { audience: [this.clientId] });
      this.signedIn.set(login.payload.sid, login.payload.sub);
      return '';
    }
    const agreement = await verifyWireEmbedded('CONNECTION', nested, { audience: [this.clientId] });
    const { sid, sub } = agreement.payload;
    this.connections.set(sub, { connection: agreement.payload, acc: await wireThumbprint(agreement.key) });
    this.signedIn.set(sid, sub);
    return '';
  }

  async #whatItWants(body: string): Promise<string> {
    const { payload } = await verifyWireEmbedded('CONNECTION_INIT', readWire(body), { audience: [this.clientId] });
    const about = { displayName: 'A city', description: 'A city', iconURI: 'https://icon.example' };
    const content = { iss: this.clientId, aud: 'egendata://account', sid: payload.sid, ...about };
    const permissions = this.asksFor.length > 0 ? { permissions: this.asksFor } : {};
    return signWire('CONNECTION_REQUEST', { ...content, ...permissions }, this.key, { kid: this.key.kid });
  }
}
