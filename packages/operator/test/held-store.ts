import type { ServerResponse } from 'node:http';
import type { StoreOptions } from '@posthorn/protocol';
import type { PersonalDataStore } from '../src/pds/personal-data-store.ts';
import { serve, temporaryFolder, testStores, webdavServer } from './pds-servers.ts';

/** A WebDAV store that a test may hold up, let down and look into. */
export interface HeldStore extends AsyncDisposable {
  options: StoreOptions;
  /** How many files were written into it. */
  writes(): number;
  /** Resolves when so many more files are stored, before the operator learns of the last; it does when the result is called. */
  holdWrite(count?: number): Promise<() => void>;
  /** From now on it says that it is full, or not any more. */
  isFull: boolean;
  /** Paths of all files of an account. */
  filesOf(accountId: string): Promise<string[]>;
  /** From now on it knows another password only. @returns the options with it */
  changePassword(password: string): StoreOptions;
  /** Spoils a file. */
  spoil(path: string): Promise<void>;
}

export async function openHeldStore(): Promise<HeldStore> {
  const parts = new AsyncDisposableStack();
  const execute = webdavServer('anna', 'secret');
  let password = 'secret';
  let writes = 0;
  let held: { left: number; stored: PromiseWithResolvers<() => void> } | null = null;
  const { url } = parts.use(
    await serve((request, response) => {
      if (request.headers.authorization !== basic(password)) return void response.writeHead(401).end();
      // The server itself goes on knowing the first one.
      request.headers.authorization = basic('secret');
      if (request.method !== 'PUT') return execute(request, response);
      if (store.isFull) return void response.writeHead(507).end();
      writes += 1;
      if (held !== null && --held.left === 0) {
        holdAnswer(response, held.stored);
        held = null;
      }
      return execute(request, response);
    }),
  );
  const { folder } = parts.use(await temporaryFolder());
  const options = { provider: 'webdav', endpoint: url, username: 'anna', password: 'secret' };
  const stores = testStores(folder);
  const look = (): PersonalDataStore => stores.store({ ...options, password });
  const store: HeldStore = {
    options,
    writes: () => writes,
    holdWrite(count = 1) {
      held = { left: count, stored: Promise.withResolvers() };
      return held.stored.promise;
    },
    isFull: false,
    filesOf: (accountId) => look().list(`${accountId}/`),
    changePassword(changed) {
      password = changed;
      return { ...options, password };
    },
    spoil: (path) => look().write(path, new TextEncoder().encode('something else')),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
  return store;
}

function basic(password: string): string {
  return `Basic ${Buffer.from(`anna:${password}`).toString('base64')}`;
}

/** Keeps an answer back until the test lets it go. */
function holdAnswer(response: ServerResponse, stored: PromiseWithResolvers<() => void>): void {
  const end = response.end.bind(response);
  response.end = (() => {
    stored.resolve(() => void end());
    return response;
  }) as typeof response.end;
}
