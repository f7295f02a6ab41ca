/**
 * The key that seals everything on this device. It lies in IndexedDB wrapped by a key that the browser does not hand out
 * (a CryptoKey that is not extractable), so a copy of the files on the disk opens nothing by itself.
 */
const databaseName = 'posthorn-device';
const storeName = 'keys';
const algorithm = 'AES-GCM';

interface WrappedKey {
  wrapping: CryptoKey;
  iv: Uint8Array<ArrayBuffer>;
  wrapped: ArrayBuffer;
}

/** Whether somebody is or was signed in on this device. */
export async function hasDeviceKey(): Promise<boolean> {
  const databases = await indexedDB.databases();
  if (!databases.some(({ name }) => name === databaseName)) return false;
  return (await stored()) !== undefined;
}

/** The key of this device, 32 bytes; made at first use. */
export async function deviceKey(): Promise<Uint8Array> {
  const known = await stored();
  if (known !== undefined) {
    return new Uint8Array(
      await crypto.subtle.decrypt({ name: algorithm, iv: known.iv }, known.wrapping, known.wrapped),
    );
  }
  const key = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapping = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt']);
  const wrapped = await crypto.subtle.encrypt({ name: algorithm, iv }, wrapping, key);
  // Of two windows that come here at once the first makes the key; the other fails here, and finds it when it starts again.
  await inStore('readwrite', (store) => store.add({ wrapping, iv, wrapped } satisfies WrappedKey, 'device'));
  return key;
}

/** After this nothing on this device can be read any more. */
export async function forgetDeviceKey(): Promise<void> {
  await deleteDatabase(databaseName);
}

/** Resolves when a database is gone, or as soon as it is known to go when the last window lets go of it. */
export async function deleteDatabase(name: string): Promise<void> {
  const request = indexedDB.deleteDatabase(name);
  await Promise.race([settled(request), new Promise((resolve) => request.addEventListener('blocked', resolve))]);
}

async function stored(): Promise<WrappedKey | undefined> {
  return (await inStore('readonly', (store) => store.get('device'))) as WrappedKey | undefined;
}

async function inStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(databaseName, 1);
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(storeName));
  const database = await settled(opening);
  try {
    return await settled(use(database.transaction(storeName, mode).objectStore(storeName)));
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed')));
  });
}
