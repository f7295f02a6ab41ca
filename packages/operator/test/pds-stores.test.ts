import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPosthornError } from '@posthorn/protocol';
import { backends, temporaryFolder, testStores, type Backend } from './pds-servers.ts';

const folder = '0c9d8f3e-11aa-4b6c-8d2e-9f0a1b2c3d4e/';
const text = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);
const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);

/** What an error of a store is, in one word. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (isPosthornError(error) ? error.code : String(error)),
  );
}

describe.each(Object.keys(backends))('a person keeps their documents in %s', (kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await (backends[kind] ?? expect.unreachable)();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  test('it proves itself before an account relies on it, and keeps nothing of the proof', async () => {
    await backend.store.check();
    expect(await backend.store.list('')).toEqual([]);
  });

  test('what was written is read, and a new version stands beside the old one', async () => {
    const { store } = backend;
    await store.write(`${folder}a1/1`, bytesOf('first'));
    await store.write(`${folder}a1/2`, bytesOf('second'));
    expect(text(await store.read(`${folder}a1/1`))).toBe('first');
    expect(text(await store.read(`${folder}a1/2`))).toBe('second');
    await store.write(`${folder}a1/2`, bytesOf('2nd'));
    expect(text(await store.read(`${folder}a1/2`))).toBe('2nd');
    expect(await store.list(folder)).toEqual([`${folder}a1/1`, `${folder}a1/2`]);
    await store.delete(`${folder}a1/1`);
    await store.delete(`${folder}a1/1`);
    expect(await store.read(`${folder}a1/1`)).toBeNull();
    expect(await store.list(folder)).toEqual([`${folder}a1/2`]);
  });

  test('a document as large as a message may be comes back byte for byte', async () => {
    const large = randomBytes(900 * 1024);
    // A view into a larger buffer, as it comes from the network.
    await backend.store.write(`${folder}b2/1a`, large.subarray(1));
    const found = await backend.store.read(`${folder}b2/1a`);
    expect(Buffer.compare(found ?? new Uint8Array(), large.subarray(1))).toBe(0);
  });

  test('fifty documents written at once are all there, and all read at once', async () => {
    const paths = Array.from({ length: 50 }, (_, index) => `${folder}c3/${index % 7}/${index}.0-f`);
    await Promise.all(paths.map((path) => backend.store.write(path, bytesOf(path))));
    expect(await backend.store.list(`${folder}c3/`)).toEqual(paths.toSorted());
    expect((await Promise.all(paths.map((path) => backend.store.read(path)))).map(text)).toEqual(paths);
  });

  test('deleting one account takes all of it and nothing of another', async () => {
    const { store } = backend;
    const other = '1c9d8f3e-11aa-4b6c-8d2e-9f0a1b2c3d4e/';
    await store.write(`${folder}d4/e/f/1`, bytesOf('deep'));
    await store.write(`${other}1`, bytesOf('another'));
    await store.deleteAll(folder);
    await store.deleteAll(folder);
    expect(await store.list('')).toEqual([`${other}1`]);
    expect(await store.read(`${folder}d4/e/f/1`)).toBeNull();
    await store.write(`${folder}d4/1`, bytesOf('again'));
    expect(text(await store.read(`${folder}d4/1`))).toBe('again');
  });

  test('no path leads out of it, and no call empties what is not ours', async () => {
    const { store } = backend;
    for (const path of ['../a', 'a/../../b', '/etc', 'a//b', 'a/', './a', 'a/..', 'name', 'a\u0000', 'a%2f', 'A', '']) {
      expect(await codeOf(store.read(path)), path).toMatch(/^TypeError/);
      expect(await codeOf(store.write(path, bytesOf('x'))), path).toMatch(/^TypeError/);
      expect(await codeOf(store.delete(path)), path).toMatch(/^TypeError/);
    }
    for (const path of ['', '/', '../', 'a/../', 'a']) {
      expect(await codeOf(store.deleteAll(path)), path).toMatch(/^TypeError/);
    }
  });
});

describe.each(['webdav', 's3'])('a store behind a network: %s', (kind) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await (backends[kind] ?? expect.unreachable)();
  });
  afterAll(() => backend[Symbol.asyncDispose]());

  test('wrong credentials are refused in every way, and said to be that', async () => {
    await using other = await temporaryFolder();
    for (const options of backend.remote?.wrong ?? expect.unreachable()) {
      const store = testStores(other.folder).store(options);
      const work = [
        store.check(),
        store.read('a/1'),
        store.write('a/1', bytesOf('x')),
        store.delete('a/1'),
        store.list('a/'),
        store.deleteAll('a/'),
      ];
      expect(await Promise.all(work.map(codeOf))).toEqual(work.map(() => 'store-refused'));
    }
  });

  test('a place that is not there is refused before an account relies on it', async () => {
    await using other = await temporaryFolder();
    const { options = expect.unreachable() } = backend.remote ?? {};
    const elsewhere = kind === 's3' ? { bucket: 'another' } : { endpoint: `${options['endpoint']}/no/such/folder` };
    const check = testStores(other.folder)
      .store({ ...options, ...elsewhere })
      .check();
    expect(await codeOf(check)).toMatch(/^store-/);
  });

  test('a server that stops in the middle loses nothing that was said to be written', async () => {
    const { store, remote = expect.unreachable() } = backend;
    const paths = Array.from({ length: 30 }, (_, index) => `${folder}e5/${index}`);
    await store.write(`${folder}e5/a`, bytesOf('before'));
    const writes = paths.map((path) => store.write(path, bytesOf(path)));
    await Promise.any(writes);
    await remote.server.off();
    const ends = await Promise.all(writes.map(codeOf));
    expect(new Set(ends)).toEqual(new Set(['done', 'store-unreachable']));
    expect(await codeOf(store.read(`${folder}e5/a`))).toBe('store-unreachable');
    expect(await codeOf(store.list(folder))).toBe('store-unreachable');
    expect(await codeOf(store.check())).toBe('store-unreachable');

    await remote.server.on();
    expect(text(await store.read(`${folder}e5/a`))).toBe('before');
    for (const [index, path] of paths.entries()) {
      if (ends[index] === 'done') expect(text(await store.read(path))).toBe(path);
      else await store.write(path, bytesOf(path));
    }
    expect((await Promise.all(paths.map((path) => store.read(path)))).map(text)).toEqual(paths);
  });
});
