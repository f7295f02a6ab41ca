import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import {
  generateSigningKey,
  signAgencyRegistration,
  signServicePublication,
  type AgencyRegistration,
  type PrivateKey,
  type PublishedDefinition,
} from '@posthorn/protocol';
import { startOperator, type DatabaseConfig, type OperatorConfig } from '@posthorn/operator';
import { copyTemplate, freshDatabase } from '@posthorn/stack/testing';

/** An answer of the operator, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: { error?: { code: string; message: string; mend: string }; [member: string]: unknown };
}

/** An operator under test, and everything it has logged. */
export interface TestOperator extends AsyncDisposable {
  url: string;
  read(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(jws: string, headers?: Record<string, string>): Promise<Answer>;
  log(): string;
}

/** The operator's public URL in tests; where it really listens differs, as behind a reverse proxy. */
export const publicUrl = 'https://directory.example';

/** Starts an operator on a free port. */
export async function startTestOperator(
  database: DatabaseConfig,
  changes: Partial<OperatorConfig> = {},
): Promise<TestOperator> {
  await using parts = new AsyncDisposableStack();
  let log = '';
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  const folder = database.kind === 'pglite' ? database.folder : parts.use(await temporaryFolder()).folder;
  const config = testConfig(database, folder, changes);
  const operator = parts.use(await startOperator(config, logTo));
  const url = operator.url;
  const running = parts.move();
  return {
    url,
    read: (pathAndQuery, headers = {}) => fetchAnswer(url + pathAndQuery, { headers }),
    send: (jws, headers = { 'content-type': 'application/jwt' }) =>
      fetchAnswer(`${url}/api`, { method: 'POST', body: jws, headers }),
    log: () => log,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** How an operator under test is configured. */
export function testConfig(
  database: DatabaseConfig,
  dataFolder: string,
  changes: Partial<OperatorConfig> = {},
): OperatorConfig {
  return {
    baseUrl: publicUrl,
    listen: '127.0.0.1',
    port: 0,
    database,
    admission: 'open',
    dataFolder,
    secret: null,
    allowPrivateAddresses: true,
    delayAuthorities: new Set(),
    requestsPerMinute: 100_000,
    trustedProxies: [],
    logLevel: 'info',
    ...changes,
  };
}

/** Sends a request and reads the answer to its end. */
export async function fetchAnswer(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : {} };
}

/** The code of a refusal, or 'accepted'. */
export function outcome(answer: Answer): string {
  return answer.body.error?.code ?? (answer.status === 200 ? 'accepted' : `status ${answer.status}`);
}

/** An agency with its key. It signs; the test sends. */
export class TestAgency {
  readonly clientId: string;
  readonly key: PrivateKey;

  constructor(clientId: string, key: PrivateKey) {
    this.clientId = clientId;
    this.key = key;
  }

  static async named(name: string): Promise<TestAgency> {
    return new TestAgency(`https://${name}.example`, await generateSigningKey());
  }

  registration(changes: Partial<AgencyRegistration> = {}, now: Date = new Date()): Promise<string> {
    const profile = {
      iss: this.clientId,
      aud: publicUrl,
      displayName: { de: 'Stadt Kiel', en: 'City of Kiel' },
      matrix: { userId: '@kiel:localhost', masterKey: 'A'.repeat(43) },
    };
    return signAgencyRegistration({ ...profile, ...changes }, this.key, now);
  }

  publication(definition: PublishedDefinition, now: Date = new Date()): Promise<string> {
    return signServicePublication({ iss: this.clientId, aud: publicUrl, definition }, this.key, now);
  }
}

/** A time that many seconds from now. */
export function seconds(fromNow: number): Date {
  return new Date(Date.now() + fromNow * 1000);
}

/** A folder for PGlite that is deleted in the end. */
export async function temporaryFolder(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-operator-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Makes empty databases of one kind. */
export interface Engine extends AsyncDisposable {
  emptyDatabase(): Promise<DatabaseConfig>;
}

/** The engines that the operator runs on. */
export const engines: Record<'PGlite' | 'PostgreSQL', () => Promise<Engine>> = {
  PGlite: async () => {
    const parts = new AsyncDisposableStack();
    return {
      async emptyDatabase() {
        const { folder } = parts.use(await temporaryFolder());
        // Making a database takes PGlite seconds, copying one does not.
        await copyTemplate('operator', folder, async (own) => {
          await (await startTestOperator({ kind: 'pglite', folder: own }))[Symbol.asyncDispose]();
        });
        return { kind: 'pglite', folder };
      },
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  },
  PostgreSQL: async () => {
    const parts = new AsyncDisposableStack();
    return {
      emptyDatabase: async () => parts.use(await freshDatabase()),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  },
};
