import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { startPushGateway, type PushConfig, type Surroundings } from '../src/index.ts';
import { Arrivals } from './arrivals.ts';

/** The mailbox whose notifications these are. */
export const mailboxUrl = 'https://postfach.example/';

/** An answer of the gateway, read to its end. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: {
    rejected?: string[];
    challenge?: string;
    token?: string;
    publicKey?: string;
    error?: { code: string; message: string; mend: string; details?: Record<string, unknown> };
  };
}

/** A push gateway under test, and everything it has logged. */
export interface TestGateway extends AsyncDisposable {
  url: string;
  folder: string;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A notification of the Matrix push gateway API with these devices. */
  notify(notification: Record<string, unknown>, ...devices: unknown[]): Promise<Answer>;
  log(): string;
  /** Log lines of answered notifications. */
  notified: Arrivals<string>;
}

/** Starts a push gateway on a free port; in a folder of its own unless one is given. */
export async function startTestGateway(
  changes: Partial<PushConfig> = {},
  surroundings: Surroundings = {},
): Promise<TestGateway> {
  await using parts = new AsyncDisposableStack();
  const folder = changes.dataFolder ?? parts.use(await temporaryFolder()).folder;
  let log = '';
  const notified = new Arrivals<string>();
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      const line = String(chunk);
      log += line;
      if (line.includes('"answered"') && line.includes('/notify')) notified.add(line);
      done();
    },
  });
  const config: PushConfig = {
    listen: '127.0.0.1',
    port: 0,
    dataFolder: folder,
    mailboxUrl: new URL(mailboxUrl),
    mail: null,
    mailFrom: 'Posthorn <no-reply@postfach.example>',
    allowPrivateAddresses: true,
    requestsPerMinute: 10_000,
    codesPerQuarterHour: 100,
    trustedProxies: [],
    logLevel: 'trace',
    ...changes,
  };
  const { url } = parts.use(await startPushGateway(config, { logTo, ...surroundings }));
  const running = parts.move();
  const post: TestGateway['post'] = (to, body, headers = {}) =>
    read(url + to, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    url,
    folder,
    get: (from, headers = {}) => read(url + from, { headers }),
    post,
    notify: (notification, ...devices) =>
      post('/_matrix/push/v1/notify', { notification: { ...notification, devices } }),
    log: () => log,
    notified,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A folder that is deleted in the end. */
export async function temporaryFolder(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-push-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** A device of a notification: a browser. */
export function webDevice({ p256dh, ...data }: { p256dh: string; auth: string; endpoint: string }): object {
  return { app_id: 'org.posthorn.mailbox.web', pushkey: p256dh, data: { auth: data.auth, endpoint: data.endpoint } };
}

/** A device of a notification: an e-mail address, by its token. */
export function emailDevice(token: string): object {
  return { app_id: 'org.posthorn.mailbox.email', pushkey: token, data: {} };
}

async function read(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, request);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Answer['body'],
  };
}
