import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import 'fake-indexeddb/auto';
import { type Change, IndexedDbJournal, type ObjectStoreSchema } from './indexeddb-journal.ts';
import { openStore, type ChannelStore } from './store.ts';

/*
 * matrix-js-sdk keeps its keys in IndexedDB alone, and Node has none. So IndexedDB lives in memory here (fake-indexeddb)
 * and every committed transaction is written through to an encrypted SQLite file, before anybody who waits for the
 * transaction hears of it. Only the public IndexedDB interface is used: its write methods are wrapped once per process.
 */
const journals = new Map<string, IndexedDbJournal>();
const pendingChanges = new WeakMap<IDBTransaction, (() => Change[])[]>();
let wrapped = false;

/**
 * Opens a folder as a durable store of crypto and sync state, sealed with `key`.
 *
 * @param directory made when absent; one process at a time
 * @param key 32 bytes, from the owner's configuration
 * @throws PosthornError `store-in-use`, `store-key-wrong`
 */
export async function openNodeStore(directory: string, key: Uint8Array): Promise<ChannelStore> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  wrapOnce();
  const name = `posthorn-${randomUUID()}`;
  const journal = new IndexedDbJournal(join(directory, 'channel.sqlite'), key);
  try {
    for (const schema of journal.schemas()) await replay(name, journal, schema);
  } catch (error) {
    journal.close();
    throw error;
  }
  journals.set(name, journal);
  return openStore({
    name,
    key,
    indexedDb: globalThis.indexedDB,
    async onClose() {
      journals.delete(name);
      journal.close();
      await deleteDatabases(name);
    },
  });
}

/** A store that is forgotten when it is closed: for tests and one-off programs. */
export async function openMemoryStore(): Promise<ChannelStore> {
  wrapOnce();
  const name = `posthorn-${randomUUID()}`;
  const key = crypto.getRandomValues(new Uint8Array(32));
  return openStore({ name, key, indexedDb: globalThis.indexedDB, onClose: () => deleteDatabases(name) });
}

async function deleteDatabases(name: string): Promise<void> {
  for (const database of await globalThis.indexedDB.databases()) {
    if (database.name?.includes(name)) globalThis.indexedDB.deleteDatabase(database.name);
  }
}

function journalOf(databaseName: string): { journal: IndexedDbJournal; database: string } | null {
  for (const [name, journal] of journals) {
    if (databaseName.includes(name)) return { journal, database: databaseName.replace(name, '*') };
  }
  return null;
}

async function replay(
  name: string,
  journal: IndexedDbJournal,
  schema: { database: string; version: number; stores: ObjectStoreSchema[] },
): Promise<void> {
  const request = globalThis.indexedDB.open(schema.database.replace('*', name), schema.version);
  request.addEventListener('upgradeneeded', () => {
    for (const store of schema.stores) {
      const made = request.result.createObjectStore(store.name, {
        keyPath: store.keyPath,
        autoIncrement: store.autoIncrement,
      });
      for (const { name: indexName, keyPath, ...options } of store.indexes)
        made.createIndex(indexName, keyPath, options);
    }
  });
  const database = await finished(request);
  if (schema.stores.length > 0) {
    const transaction = database.transaction(
      schema.stores.map((store) => store.name),
      'readwrite',
    );
    const done = completed(transaction);
    for (const row of journal.rows(schema.database)) {
      const store = transaction.objectStore(row.store);
      if (store.keyPath === null) store.put(row.value, row.key as IDBValidKey);
      else store.put(row.value);
    }
    await done;
  }
  database.close();
}

function wrapOnce(): void {
  if (wrapped) return;
  wrapped = true;
  wrapWrites();
  wrapTransactions();
  wrapFactory();
}

function collect(store: IDBObjectStore, change: () => Change[]): void {
  pendingChanges.get(store.transaction)?.push(change);
}

function wrapWrites(): void {
  const { put, add, clear } = IDBObjectStore.prototype;
  const remove = IDBObjectStore.prototype.delete;
  for (const [name, write] of [
    ['put', put],
    ['add', add],
  ] as const) {
    IDBObjectStore.prototype[name] = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
      const request = key === undefined ? write.call(this, value) : write.call(this, value, key);
      const copy = structuredClone(value);
      collect(this, () => (request.error ? [] : [{ kind: 'put', store: this.name, key: request.result, value: copy }]));
      return request;
    };
  }
  IDBObjectStore.prototype.delete = function (this: IDBObjectStore, query: IDBValidKey | IDBKeyRange) {
    const keys = this.getAllKeys(query);
    collect(this, () => keys.result.map((key) => ({ kind: 'delete', store: this.name, key })));
    return remove.call(this, query);
  };
  IDBObjectStore.prototype.clear = function (this: IDBObjectStore) {
    collect(this, () => [{ kind: 'clear', store: this.name }]);
    return clear.call(this);
  };
  const { update } = IDBCursor.prototype;
  const cursorDelete = IDBCursor.prototype.delete;
  IDBCursor.prototype.update = function (this: IDBCursor, value: unknown) {
    const key = this.primaryKey;
    const copy = structuredClone(value);
    const store = storeOf(this);
    collect(store, () => [{ kind: 'put', store: store.name, key, value: copy }]);
    return update.call(this, value);
  };
  IDBCursor.prototype.delete = function (this: IDBCursor) {
    const key = this.primaryKey;
    const store = storeOf(this);
    collect(store, () => [{ kind: 'delete', store: store.name, key }]);
    return cursorDelete.call(this);
  };
}

function storeOf(cursor: IDBCursor): IDBObjectStore {
  return 'objectStore' in cursor.source ? cursor.source.objectStore : cursor.source;
}

function wrapTransactions(): void {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<typeof transaction>) {
    const made = transaction.apply(this, args);
    if (made.mode === 'readwrite') watch(made, this.name);
    return made;
  };
}

/** Registered before the caller has the transaction in hand, so this listener runs before any of the caller's. */
function watch(transaction: IDBTransaction, databaseName: string): void {
  const target = journalOf(databaseName);
  if (!target) return;
  const changes: (() => Change[])[] = [];
  pendingChanges.set(transaction, changes);
  transaction.addEventListener('complete', () => {
    const applied = changes.flatMap((change) => change());
    if (applied.length > 0) orEndProcess(() => target.journal.apply(target.database, applied));
  });
}

/** IndexedDB swallows what a listener throws. Keys that could not be written must not be used, so the process ends. */
function orEndProcess(write: () => void): void {
  try {
    write();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}

function wrapFactory(): void {
  const { open, deleteDatabase } = IDBFactory.prototype;
  IDBFactory.prototype.open = function (this: IDBFactory, name: string, version?: number) {
    const request = version === undefined ? open.call(this, name) : open.call(this, name, version);
    const target = journalOf(name);
    if (!target) return request;
    request.addEventListener('upgradeneeded', () => {
      const transaction = request.transaction;
      if (!transaction) return;
      watch(transaction, name);
      transaction.addEventListener('complete', () => orEndProcess(() => recordSchema(request.result, target)));
    });
    return request;
  };
  IDBFactory.prototype.deleteDatabase = function (this: IDBFactory, name: string) {
    const target = journalOf(name);
    target?.journal.forget(target.database);
    return deleteDatabase.call(this, name);
  };
}

function recordSchema(database: IDBDatabase, target: { journal: IndexedDbJournal; database: string }): void {
  const names = [...database.objectStoreNames];
  if (names.length === 0) return target.journal.putSchema(target.database, database.version, []);
  // A read of the new shape, queued before any transaction that its user can begin.
  const transaction = database.transaction(names, 'readonly');
  const stores = names.map((name): ObjectStoreSchema => {
    const store = transaction.objectStore(name);
    const indexes = [...store.indexNames].map((indexName) => {
      const { keyPath, unique, multiEntry } = store.index(indexName);
      return { name: indexName, keyPath, unique, multiEntry };
    });
    return { name, keyPath: store.keyPath, autoIncrement: store.autoIncrement, indexes };
  });
  target.journal.putSchema(target.database, database.version, stores);
}

function finished<T>(request: IDBRequest<T>): Promise<T> {
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
