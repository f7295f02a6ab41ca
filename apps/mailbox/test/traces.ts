import type { Page } from 'playwright-core';

/** What a browser keeps of somebody who has signed out. The app itself may stay. */
export async function leftOn(page: Page): Promise<unknown> {
  return page.evaluate(`(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    entries: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
    caches: (await caches.keys()).filter((name) => !name.startsWith('posthorn-app-')),
  }))()`);
}

/** Every place of this browser in which a word can be read: databases, storage, caches, the site's own files. */
export async function traces(page: Page, word: string): Promise<string[]> {
  return page.evaluate(`(${search.toString()})(${JSON.stringify(word)})`);
}

/** Runs in the page. */
async function search(word: string): Promise<string[]> {
  const found = new Set<string>();
  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });

  function holds(value: unknown): boolean {
    if (typeof value === 'string') return value.includes(word);
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
      return new TextDecoder().decode(value).includes(word);
    if (value instanceof Map || value instanceof Set) return holds([...value]);
    if (typeof value !== 'object' || value === null) return false;
    return Object.entries(value).some(([name, member]) => name.includes(word) || holds(member));
  }

  async function searchDatabase(name: string): Promise<void> {
    const database = await settled(indexedDB.open(name));
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
      if (holds(keys) || holds(values)) found.add(`${name} ${storeName}`);
    }
    database.close();
  }

  async function searchFolder(folder: FileSystemDirectoryHandle, path: string): Promise<void> {
    for await (const [name, entry] of folder.entries()) {
      const place = `${path}/${name}`;
      if (name.includes(word)) found.add(place);
      if (entry instanceof FileSystemDirectoryHandle) await searchFolder(entry, place);
      else if (holds(await (await entry.getFile()).arrayBuffer())) found.add(place);
    }
  }

  for (const { name } of await indexedDB.databases()) await searchDatabase(name ?? '');
  if (holds(Object.entries(localStorage))) found.add('localStorage');
  if (holds(Object.entries(sessionStorage))) found.add('sessionStorage');
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      if (request.url.includes(word) || (await response?.text())?.includes(word)) found.add(`${name} ${request.url}`);
    }
  }
  await searchFolder(await navigator.storage.getDirectory(), '');
  return [...found];
}
