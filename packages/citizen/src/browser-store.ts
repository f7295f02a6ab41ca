import { deleteBrowserStore, openBrowserStore as openChannelStore } from '@posthorn/channel';
import { entrySeal } from './entry-seal.ts';
import { lockStore } from './store-lock.ts';
import { closeOnce, type CitizenStore } from './store.ts';

/** A page that was left needs a moment to let go of the store. */
const PATIENCE = 2000;

/**
 * Opens (or makes) a durable store in the browser's IndexedDB. Everything in it is encrypted.
 *
 * @param name one name per account
 * @param key 32 random bytes; keep them away from IndexedDB, or wrapped by a key that is not extractable
 * @param options.patience milliseconds to wait for another page of the same origin to close the store. Default: two seconds
 * @throws PosthornError `store-in-use`
 */
export async function openBrowserStore(
  name: string,
  key: Uint8Array,
  { patience = PATIENCE }: { patience?: number } = {},
): Promise<CitizenStore> {
  const release = await lockStore(`posthorn-store-${name}`, patience);
  try {
    return await openLocked(name, key, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function openLocked(name: string, key: Uint8Array, release: () => void): Promise<CitizenStore> {
  const seal = await entrySeal(key);
  const database = await openDatabase(`${name}/citizen`);
  const channel = closeOnce(await openChannelStore(name, key));
  const objects = (mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction('entries', mode).objectStore('entries');
  const closeAll = async (): Promise<void> => {
    await channel.close();
    database.close();
  };
  return {
    channel,
    async read(entry) {
      const value = (await settled(objects('readonly').get(entry))) as Uint8Array | undefined;
      return value ? seal.open(entry, value) : null;
    },
    async entries(prefix) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const store = objects('readonly');
      const [names, values] = await Promise.all([settled(store.getAllKeys(range)), settled(store.getAll(range))]);
      const sealed = values as Uint8Array[];
      return Promise.all(
        (names as string[]).map(async (entry, index): Promise<[string, Uint8Array]> => {
          return [entry, await seal.open(entry, sealed[index] ?? new Uint8Array())];
        }),
      );
    },
    async write(entries) {
      const sealed: [string, Uint8Array | null][] = [];
      for (const [entry, value] of entries) sealed.push([entry, value && (await seal.seal(entry, value))]);
      const store = objects('readwrite');
      for (const [entry, value] of sealed) {
        if (value) store.put(value, entry);
        else store.delete(entry);
      }
      await completed(store.transaction);
    },
    async close() {
      await closeAll();
      release();
    },
    async destroy() {
      await closeAll();
      await deleteBrowserStore(name);
      await settled(indexedDB.deleteDatabase(`${name}/citizen`));
      release();
    },
  };
}

async function openDatabase(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore('entries'));
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB request failed')));
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () =>
      reject(transaction.error ?? new Error('IndexedDB transaction aborted')),
    );
  });
}
