import { expect, test } from 'vitest';
import { isPosthornError } from '@posthorn/protocol';
import { copyAll, type CopyProgress } from '../src/pds/move.ts';
import type { PersonalDataStore } from '../src/pds/personal-data-store.ts';
import { backends, temporaryFolder, testStores } from './pds-servers.ts';

const never = new AbortController().signal;
const paths = Array.from({ length: 20 }, (_, index) => `0c9d/${index % 3}/${index}`);

async function fill(store: PersonalDataStore): Promise<void> {
  await Promise.all(paths.map((path) => store.write(path, new TextEncoder().encode(`document ${path}`))));
}

async function contents(store: PersonalDataStore): Promise<(string | null)[]> {
  return Promise.all(paths.map(async (path) => new TextDecoder().decode((await store.read(path)) ?? undefined)));
}

test("a person's documents move to another store: broken off by a person, by a stopped server, and brought to the end", async () => {
  await using from = await (backends['folder'] ?? expect.unreachable)();
  await using to = await (backends['webdav'] ?? expect.unreachable)();
  await fill(from.store);

  const stopped = new AbortController();
  const seen: CopyProgress[] = [];
  function onProgress(progress: CopyProgress): void {
    seen.push(progress);
    if (progress.done === 5) stopped.abort(new Error('the person changed their mind'));
  }
  await expect(copyAll(from.store, to.store, paths, onProgress, stopped.signal)).rejects.toThrow('changed their mind');
  expect(seen.slice(0, 5).map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
  const first = await to.store.list('0c9d/');
  expect(first.length).toBeGreaterThanOrEqual(5);
  expect(first.length).toBeLessThan(paths.length);

  await to.remote?.server.off();
  const away = await copyAll(from.store, to.store, paths, () => undefined, never).catch((error: unknown) => error);
  expect(isPosthornError(away, 'store-unreachable')).toBe(true);
  await to.remote?.server.on();

  const outcome = await copyAll(from.store, to.store, paths, (progress) => seen.push(progress), never);
  expect(outcome).toEqual({ copied: paths.length - first.length, skipped: first.length, missing: [] });
  expect(seen.at(-1)).toEqual({ done: paths.length, total: paths.length });
  expect(await contents(to.store)).toEqual(await contents(from.store));
  expect(await copyAll(from.store, to.store, paths, () => undefined, never)).toMatchObject({ copied: 0, skipped: 20 });
});

test('a damaged copy is written anew, a lost document is named, and a store that gives back something else is not trusted', async () => {
  await using folders = await temporaryFolder();
  const stores = testStores(folders.folder);
  const [from, to] = [stores.store({ provider: 'folder' }), stores.store({ provider: 'memory' })];
  await fill(from);
  await to.write('0c9d/0/0', new TextEncoder().encode('half a docu'));
  const outcome = await copyAll(from, to, [...paths, '0c9d/ff'], () => undefined, never);
  expect(outcome).toEqual({ copied: 20, skipped: 0, missing: ['0c9d/ff'] });
  expect(await contents(to)).toEqual(await contents(from));

  const forgetful: PersonalDataStore = { ...to, read: () => Promise.resolve(new Uint8Array(3)) };
  const error = await copyAll(from, forgetful, paths, () => undefined, never).catch((reason: unknown) => reason);
  expect(isPosthornError(error, 'store-copy-differs')).toBe(true);
  expect(await from.list('')).toHaveLength(20);
});
