import { randomUUID } from 'node:crypto';
import {
  generateDataKey,
  generateSigningKey,
  openData,
  publicDataKey,
  readWire,
  sealData,
  signWire,
  toPublicWireKey,
  verifyWire,
  wireThumbprint,
  type AgreementPrivateKey,
  type DataKey,
  type Json,
  type OpenedData,
  type Path,
  type Permission,
  type PermissionDecision,
  type PermissionRequestItem,
  type PrivateKey,
  type ReadRequest,
  type RsaPrivateKey,
  type SealedData,
  type StoreOptions,
  type WireKey,
  type WireMessages,
  type WirePrivateKey,
  type WireType,
  type WriteRequest,
} from '@posthorn/protocol';
import { publicUrl, TestAgency, type Answer, type TestOperator } from './story.ts';

/** What a message says, besides who says it to whom and when. */
export type Said<T extends WireType> = Omit<WireMessages[T], 'type' | 'iss' | 'aud' | 'iat' | 'exp' | 'jti' | 'nbf'>;

/** An operator as its peers see it. */
export type Reachable = Pick<TestOperator, 'send' | 'read'>;

/** A connection, as both sides of it know it. */
export interface TestConnection {
  id: string;
  /** What the person agreed to last; what the agency learns from the CONNECTION. */
  approved: Permission[];
  /** Thumbprint of the person's account key. */
  acc: string;
}

/** A person with a device: ES256 account key, one data key. It signs and sends. */
export class TestPerson {
  readonly id: string = randomUUID();
  readonly account: string = `egendata://account/${this.id}`;
  readonly key: PrivateKey;
  readonly dataKey: AgreementPrivateKey;
  readonly operator: Reachable;
  /** Whom the person lets read what. */
  readonly readers: (Path & { key: DataKey })[] = [];

  private constructor(key: PrivateKey, dataKey: AgreementPrivateKey, operator: Reachable) {
    this.key = key;
    this.dataKey = dataKey;
    this.operator = operator;
  }

  /** A person who has no account yet. */
  static async at(operator: Reachable): Promise<TestPerson> {
    const dataKey = await generateDataKey('ES', (thumbprint) => `egendata://jwks/${thumbprint}`);
    return new TestPerson(await generateSigningKey(), dataKey, operator);
  }

  /** A person with an account. */
  static async registered(operator: Reachable, pds: StoreOptions = { provider: 'memory' }): Promise<TestPerson> {
    const person = await TestPerson.at(operator);
    mustBe(201, await person.register(pds));
    return person;
  }

  /** The same person, speaking with another operator of the same database. */
  at(operator: Reachable): TestPerson {
    return Object.assign(Object.create(TestPerson.prototype) as TestPerson, this, { operator });
  }

  /** Gives the account a companion key as old services know them, and makes an old data key. */
  async addOldKeys(): Promise<{ signing: RsaPrivateKey; data: RsaPrivateKey }> {
    const made = await generateDataKey('RSA', (thumbprint) => `egendata://jwks/${thumbprint}`);
    const signing: RsaPrivateKey = { ...made, use: 'sig' };
    mustBe(200, await this.send('ACCOUNT_KEYS', { keys: [toPublicWireKey(signing)] }));
    return { signing, data: made };
  }

  register(pds: StoreOptions): Promise<Answer> {
    return this.send('ACCOUNT_REGISTRATION', { pds });
  }

  /** Connects with an agency and agrees to what it asks for, but for what is denied. */
  async connect(
    agency: TestDataAgency,
    asked: readonly PermissionRequestItem[] = [],
    denied: readonly PermissionRequestItem[] = [],
  ): Promise<TestConnection> {
    const connection = { id: randomUUID(), approved: [], acc: await wireThumbprint(this.key) };
    mustBe(201, await this.answer(agency, connection, { asked, denied }));
    return connection;
  }

  /** Answers a later request in a connection. What was agreed goes into `connection`. */
  async answer(
    agency: TestDataAgency,
    connection: TestConnection,
    { asked = [], denied = [], sid }: Partial<AnswerParts>,
  ): Promise<Answer> {
    this.readers.push(...asked.flatMap(toReader));
    const approved = asked.map((request) => approve(request, this));
    const decision = { approved, denied: denied.map(termsOf) };
    const answer = await this.send('CONNECTION_RESPONSE', {
      payload: await this.signConnection(agency.clientId, connection.id, decision, sid),
    });
    if (answer.status === 201) connection.approved = [...connection.approved, ...approved];
    return answer;
  }

  /** The CONNECTION for a service, as it is nested in a CONNECTION_RESPONSE. */
  signConnection(
    service: string,
    id: string,
    decision: PermissionDecision = {},
    sid: string = randomUUID(),
  ): Promise<string> {
    const permissions = Object.fromEntries(Object.entries(decision).filter(([, list]) => list.length > 0));
    const content = { sid, sub: id, ...(Object.keys(permissions).length > 0 && { permissions }) };
    return signWire('CONNECTION', { iss: 'egendata://account', aud: service, ...content }, this.key, { jwk: true });
  }

  /** Signs in at an agency. */
  async logIn(agency: TestDataAgency, connection: TestConnection, sid: string = randomUUID()): Promise<Answer> {
    const login = { iss: 'egendata://account', aud: agency.clientId, sid, sub: connection.id };
    return this.send('LOGIN_RESPONSE', { payload: await signWire('LOGIN', login, this.key, { jwk: true }) });
  }

  /** Signs any message to the operator, also with another key. */
  sign<T extends WireType>(type: T, content: Said<T>, key: WirePrivateKey = this.key): Promise<string> {
    return signWire(type, enveloped<T>(this.account, content), key, { jwk: true });
  }

  async send<T extends WireType>(type: T, content: Said<T>): Promise<Answer> {
    return this.operator.send(await this.sign(type, content));
  }

  /** Asks, and verifies the operator's signed reply. */
  async ask<T extends WireType, R extends WireType>(type: T, content: Said<T>, reply: R): Promise<WireMessages[R]> {
    return verifiedReply(reply, mustBe(200, await this.send(type, content)), this.account, this.operator);
  }

  /** Opens a document with the data key. */
  open(data: SealedData): Promise<OpenedData> {
    return openData(data, this.dataKey);
  }
}

function approve(request: PermissionRequestItem, { dataKey, readers }: TestPerson): Permission {
  if (request.type === 'READ') {
    const { jwk, ...terms } = request;
    return { ...terms, kid: jwk.kid };
  }
  const theirs = readers.filter(({ domain, area }) => domain === request.domain && area === request.area);
  const keys = new Map([dataKey, ...theirs.map(({ key }) => key)].map((key) => [key.kid, publicDataKey(key)]));
  return { ...request, jwks: { keys: [...keys.values()] } };
}

interface AnswerParts {
  asked: readonly PermissionRequestItem[];
  denied: readonly PermissionRequestItem[];
  sid: string;
}

/** An agency of the directory that keeps and reads data: ES256 signing key, one read key. */
export class TestDataAgency extends TestAgency {
  readonly readKey: AgreementPrivateKey;
  readonly operator: Reachable;

  private constructor(clientId: string, key: PrivateKey, readKey: AgreementPrivateKey, operator: Reachable) {
    super(clientId, key);
    this.readKey = readKey;
    this.operator = operator;
  }

  /** An agency that the directory knows. */
  static async registered(operator: Reachable, name: string): Promise<TestDataAgency> {
    const clientId = `https://${name}.example`;
    const readKey = await generateDataKey('ES', (thumbprint) => `${clientId}/jwks/${thumbprint}`);
    const agency = new TestDataAgency(clientId, await generateSigningKey(), readKey, operator);
    mustBe(200, await operator.send(await agency.registration()));
    return agency;
  }

  /** The same agency, speaking with another operator of the same database. */
  at(operator: Reachable): TestDataAgency {
    return Object.assign(Object.create(TestDataAgency.prototype) as TestDataAgency, this, { operator });
  }

  /** Asks to read an area, its own unless another domain is given. */
  toRead(area: string, changes: Partial<ReadRequest> = {}): ReadRequest {
    const terms = { id: randomUUID(), domain: this.clientId, area, lawfulBasis: 'CONSENT' } as const;
    return { ...terms, type: 'READ', purpose: `To look at ${area}`, jwk: publicDataKey(this.readKey), ...changes };
  }

  /** Asks to write an area. */
  toWrite(area: string, changes: Partial<WriteRequest> = {}): WriteRequest {
    const terms = { id: randomUUID(), domain: this.clientId, area, lawfulBasis: 'CONSENT' } as const;
    return { ...terms, type: 'WRITE', description: `Your ${area}`, ...changes };
  }

  /** Seals data for the keys that the person gave for this area, or for others. */
  seal(connection: TestConnection, area: string, content: Json, readers?: readonly DataKey[]): Promise<SealedData> {
    const recipients = readers ?? writeKeysOf(connection, this.clientId, area);
    const iat = Math.floor(Date.now() / 1000);
    const header = { kid: this.key.kid, iss: this.clientId, iat, domain: this.clientId, area, acc: connection.acc };
    return sealData(content, { writer: { key: this.key, header }, recipients });
  }

  /** Writes one area of its own. */
  async write(connection: TestConnection, area: string, content: Json, readers?: readonly DataKey[]): Promise<Answer> {
    const data = await this.seal(connection, area, content, readers);
    return this.send('DATA_WRITE', { sub: connection.id, paths: [{ domain: this.clientId, area, data }] });
  }

  /** Reads places, all that it may if none is given. */
  async read(
    connection: TestConnection,
    ...paths: Path[]
  ): Promise<NonNullable<WireMessages['DATA_READ_RESPONSE']['paths']>> {
    const content = { sub: connection.id, ...(paths.length > 0 && { paths }) };
    return (await this.ask('DATA_READ_REQUEST', content, 'DATA_READ_RESPONSE')).paths ?? [];
  }

  /** What a place holds, opened; undefined if it holds nothing. */
  async readContent(connection: TestConnection, path: Path): Promise<Json | undefined> {
    const [found] = await this.read(connection, path);
    return found?.data && (await this.open(found.data)).content;
  }

  /** Opens a document with the read key. */
  open(data: SealedData): Promise<OpenedData> {
    return openData(data, this.readKey);
  }

  /** Signs any message to the operator, also with another key. */
  sign<T extends WireType>(type: T, content: Said<T>, key: PrivateKey = this.key): Promise<string> {
    return signWire(type, enveloped<T>(this.clientId, content), key, { kid: key.kid });
  }

  async send<T extends WireType>(type: T, content: Said<T>): Promise<Answer> {
    return this.operator.send(await this.sign(type, content));
  }

  /** Asks, and verifies the operator's signed reply. */
  async ask<T extends WireType, R extends WireType>(type: T, content: Said<T>, reply: R): Promise<WireMessages[R]> {
    return verifiedReply(reply, mustBe(200, await this.send(type, content)), this.clientId, this.operator);
  }
}

/** The answer, if it has this status. */
export function mustBe(status: number, answer: Answer): Answer {
  if (answer.status === status) return answer;
  throw new Error(`The operator answered ${answer.status} instead of ${status}: ${answer.text}`);
}

type Unsigned<T extends WireType> = Parameters<typeof signWire<T>>[1];

function enveloped<T extends WireType>(iss: string, content: Said<T>): Unsigned<T> {
  return { iss, aud: publicUrl, ...content } as unknown as Unsigned<T>;
}

async function verifiedReply<R extends WireType>(
  type: R,
  answer: Answer,
  audience: string,
  operator: Reachable,
): Promise<WireMessages[R]> {
  const { body } = await operator.read('/jwks/operator_key_es256');
  const message = readWire(answer.text);
  if (message.header.kid !== body['kid'] || message.iss !== publicUrl) throw new Error('Not the operator said it.');
  return (await verifyWire(type, message, body as unknown as WireKey, { audience: [audience] })).payload;
}

function writeKeysOf({ approved }: TestConnection, domain: string, area: string): DataKey[] {
  const here = approved.filter((terms) => terms.domain === domain && terms.area === area);
  // The newest agreement counts.
  return here.flatMap((terms) => (terms.type === 'WRITE' ? [terms.jwks.keys] : [])).at(-1) ?? [];
}

function toReader(request: PermissionRequestItem): (Path & { key: DataKey })[] {
  return request.type === 'READ' ? [{ domain: request.domain, area: request.area, key: request.jwk }] : [];
}

function termsOf({ id, type, domain, area, lawfulBasis }: PermissionRequestItem): Omit<Permission, 'type'> & {
  type: 'READ' | 'WRITE';
} {
  return { id, type, domain, area, lawfulBasis };
}
