/**
 * Where one device keeps its crypto and sync state: opaque to everyone but the channel, apart from the few sealed
 * values that the application may keep beside it.
 *
 * Open one with `openNodeStore` or `openMemoryStore` (`@posthorn/channel/node-store`) or `openBrowserStore`.
 */
export interface ChannelStore {
  /** prefix of the IndexedDB databases that belong to this store */
  readonly name: string;
  /** 32 bytes; seals everything in the store */
  readonly key: Uint8Array;
  readonly indexedDb: IDBFactory;
  /** a small text kept sealed (AES-256-GCM) in this store, or null */
  get(name: string): Promise<string | null>;
  put(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
  /** Removes keys and sync state of a device that is no more, so that another one can begin here; the sealed values stay. */
  forgetDevice(): Promise<void>;
  close(): Promise<void>;
}

interface StoreParts {
  name: string;
  key: Uint8Array;
  indexedDb: IDBFactory;
  onClose(): Promise<void>;
}

/** Opens the IndexedDB of a browser as a store sealed with `key` (32 bytes). `name` is one word per signed-in account. */
export function openBrowserStore(name: string, key: Uint8Array): Promise<ChannelStore> {
  return openStore({
    name: `posthorn-${name}`,
    key,
    indexedDb: globalThis.indexedDB,
    onClose: () => Promise.resolve(),
  });
}

/** Removes everything a browser store holds; after it nothing of the account can be read on this device. */
export function deleteBrowserStore(name: string): Promise<void> {
  return deleteDatabases(globalThis.indexedDB, (database) => database.includes(`posthorn-${name}`));
}

/** Puts a store together from an IndexedDB factory and a key. */
export async function openStore(parts: StoreParts): Promise<ChannelStore> {
  const sealKey = await deriveSealKey(parts.key);
  const valuesName = `${parts.name}::values`;
  const request = parts.indexedDb.open(valuesName, 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore('values'));
  const database = await settled(request);
  const values = (mode: IDBTransactionMode): IDBObjectStore =>
    database.transaction('values', mode).objectStore('values');
  return {
    name: parts.name,
    key: parts.key,
    indexedDb: parts.indexedDb,
    async get(name) {
      const sealed: unknown = await settled(values('readonly').get(name));
      return sealed instanceof Uint8Array ? unseal(sealKey, name, sealed) : null;
    },
    async put(name, value) {
      const sealed = await seal(sealKey, name, value);
      const store = values('readwrite');
      const done = committed(store.transaction);
      store.put(sealed, name);
      await done;
    },
    async delete(name) {
      const store = values('readwrite');
      const done = committed(store.transaction);
      store.delete(name);
      await done;
    },
    forgetDevice() {
      return deleteDatabases(parts.indexedDb, (name) => name.includes(parts.name) && name !== valuesName);
    },
    async close() {
      database.close();
      await parts.onClose();
    },
  };
}

async function deleteDatabases(indexedDb: IDBFactory, isMeant: (name: string) => boolean): Promise<void> {
  const names = (await indexedDb.databases()).flatMap(({ name }) =>
    name !== undefined && isMeant(name) ? [name] : [],
  );
  await Promise.all(names.map((name) => settled(indexedDb.deleteDatabase(name))));
}

async function deriveSealKey(key: Uint8Array): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', new Uint8Array(key), 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode('posthorn channel store values');
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(algorithm, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function seal(key: CryptoKey, name: string, value: string): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(name);
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData },
    key,
    new TextEncoder().encode(value),
  );
  const bytes = new Uint8Array(12 + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), 12);
  return bytes;
}

async function unseal(key: CryptoKey, name: string, bytes: Uint8Array): Promise<string> {
  const additionalData = new TextEncoder().encode(name);
  const algorithm = { name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData };
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, bytes.slice(12)));
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB request failed')));
  });
}

function committed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('IndexedDB write was aborted')));
  });
}
