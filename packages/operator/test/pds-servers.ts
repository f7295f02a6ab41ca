import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import S3rver from '@20minutes/s3rver';
import { v2 as webdav } from 'webdav-server';
import { openDatabase } from '../src/database/open.ts';
import { createDatabaseStore } from '../src/pds/database-store.ts';
import type { PersonalDataStore } from '../src/pds/personal-data-store.ts';
import type { PdsOptions } from '../src/pds/providers.ts';
import { openStores, type Stores, type StoresConfig } from '../src/pds/stores.ts';

/** A web server on loopback that can be switched off and on again at the same address. */
export interface Switchable extends AsyncDisposable {
  url: string;
  off(): Promise<void>;
  on(): Promise<void>;
}

/** Listens on a free port. */
export async function serve(handler: RequestListener): Promise<Switchable> {
  let port = 0;
  let server = createServer(handler);
  async function on(): Promise<void> {
    server = createServer(handler).listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }
  async function off(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
  await on();
  return { url: `http://127.0.0.1:${port}`, on, off, [Symbol.asyncDispose]: off };
}

/** A WebDAV server with one user, in memory. It names documents by whole URLs, and says 200 to a deletion. */
export function webdavServer(username: string, password: string): RequestListener {
  const users = new webdav.SimpleUserManager();
  const rights = new webdav.SimplePathPrivilegeManager();
  rights.setRights(users.addUser(username, password, false), '/', ['all']);
  const server = new webdav.WebDAVServer({
    httpAuthentication: new webdav.HTTPBasicAuthentication(users, 'posthorn'),
    privilegeManager: rights,
  });
  return (request, response) => {
    // A server may leave ranges aside (RFC 9110, section 14.2); this one's own ranges sometimes never end.
    delete request.headers.range;
    server.executeRequest(request, response);
  };
}

/** An S3 server with one bucket, in a folder. */
export async function s3Server(directory: string, bucket: string): Promise<RequestListener> {
  const server = new S3rver({ directory, silent: true, configureBuckets: [{ name: bucket, configs: [] }] });
  await server.configureBuckets();
  return server.callback();
}

/** A folder that is deleted in the end. */
export async function temporaryFolder(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-pds-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** The stores of an operator under development. */
export function testStores(folder: string, changes: Partial<StoresConfig> = {}): Stores {
  return openStores({ folder, allowPrivateAddresses: true, ...changes });
}

/** A kind of store, ready for use. */
export interface Backend extends AsyncDisposable {
  store: PersonalDataStore;
  /** For stores behind a network: its server, and the same store with wrong credentials. */
  remote?: { server: Switchable; options: PdsOptions; wrong: PdsOptions[] };
}

/** Every kind of store that runs here. */
export const backends: Record<string, () => Promise<Backend>> = {
  memory: async () => {
    const parts = new AsyncDisposableStack();
    const { folder } = parts.use(await temporaryFolder());
    return close(parts, { store: testStores(folder).store({ provider: 'memory' }) });
  },
  folder: async () => {
    const parts = new AsyncDisposableStack();
    const { folder } = parts.use(await temporaryFolder());
    return close(parts, { store: testStores(folder).store({ provider: 'folder' }) });
  },
  webdav: async () => {
    const server = await serve(webdavServer('anna', 'pass wörd'));
    const options = { provider: 'webdav', endpoint: server.url, username: 'anna', password: 'pass wörd' };
    return behindNetwork(server, options, [
      { ...options, password: 'another' },
      { ...options, username: 'berta' },
    ]);
  },
  s3: async () => {
    const parts = new AsyncDisposableStack();
    const { folder } = parts.use(await temporaryFolder());
    const server = parts.use(await serve(await s3Server(folder, 'anna')));
    const account = { bucket: 'anna', region: 'us-east-1', access_key_id: 'S3RVER', secret_access_key: 'S3RVER' };
    const options = { provider: 's3', endpoint: server.url, ...account };
    const backend = await behindNetwork(server, options, [
      { ...options, secret_access_key: 'another' },
      { ...options, access_key_id: 'ANOTHER' },
    ]);
    parts.use(backend);
    return close(parts, backend);
  },
  database: async () => {
    const parts = new AsyncDisposableStack();
    const { folder } = parts.use(await temporaryFolder());
    const { database, close: closeDatabase } = await openDatabase({ kind: 'pglite', folder: path.join(folder, 'db') });
    parts.defer(closeDatabase);
    const memory = createDatabaseStore(database.$pickTables<'pds_memory'>());
    return close(parts, { store: testStores(folder, { memory }).store({ provider: 'memory' }) });
  },
};

async function behindNetwork(server: Switchable, options: PdsOptions, wrong: PdsOptions[]): Promise<Backend> {
  const parts = new AsyncDisposableStack();
  parts.use(server);
  const { folder } = parts.use(await temporaryFolder());
  return close(parts, { store: testStores(folder).store(options), remote: { server, options, wrong } });
}

function close(parts: AsyncDisposableStack, backend: Omit<Backend, typeof Symbol.asyncDispose>): Backend {
  return { ...backend, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
