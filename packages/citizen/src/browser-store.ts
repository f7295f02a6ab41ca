import { deleteBrowserStore, openBrowserStore as openChannelStore } from '@posthorn/channel';
import { entrySeal } from './entry-seal.ts';
import { closeOnce, type CitizenStore } from './store.ts';

/**
 * Opens (or makes) a durable store in the browser's IndexedDB. Everything in it is encrypted.
 *
 * @param name one name per account
 * @param key 32 random bytes; keep them away from IndexedDB, or wrapped by a key that is not extractable
 */
export async function openBrowserStore(name: string, key: Uint8Array): Promise<CitizenStore> {
  const seal = await entrySeal(key);
  const database = await openDatabase(`${name}/citizen`);
  const channel = closeOnce(await openChannelStore(name, key));
  const objects = (mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction('entries', mode).objectStore('entries');
  const close = async (): Promise<void> => {
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
    close,
    async destroy() {
      await close();
      await deleteBrowserStore(name);
      await settled(indexedDB.deleteDatabase(`${name}/citizen`));
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
