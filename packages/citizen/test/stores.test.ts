import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBrowserStore, type CitizenStore } from '../src/index.ts';
import { memoryStore, openStore } from '../src/node.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function temporaryFolder(): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-store-'));
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

test.each<[string, (name: string) => Promise<CitizenStore>]>([
  ['a folder', async (name) => openStore(join(tmpdir(), name), randomBytes(32))],
  ['a browser', async (name) => openBrowserStore(name, randomBytes(32))],
  ['memory', async () => memoryStore()],
])('%s keeps entries in order, writes all or none, and forgets them when it is destroyed', async (_kind, open) => {
  const store = await open(`posthorn-${randomBytes(6).toString('hex')}`);
  await store.write(
    new Map([
      ['b/2', bytes('two')],
      ['b/1', bytes('one')],
      ['c', bytes('three')],
    ]),
  );
  expect(await store.entries('b/')).toEqual([
    ['b/1', bytes('one')],
    ['b/2', bytes('two')],
  ]);
  await store.write(
    new Map([
      ['b/1', null],
      ['c', bytes('four')],
    ]),
  );
  expect([await store.read('b/1'), await store.read('c')]).toEqual([null, bytes('four')]);
  await store.destroy();
});

test('a folder survives, shows nothing in plain, and opens with its own key only', async () => {
  await using place = await temporaryFolder();
  const key = randomBytes(32);
  const store = await openStore(place.folder, key);
  await store.write(new Map([['draft', bytes('a secret about a dog')]]));
  await expect(openStore(place.folder, key)).rejects.toMatchObject({ code: 'store-in-use' });
  await store.close();
  for (const name of await readdir(place.folder, { recursive: true, withFileTypes: true })) {
    if (name.isFile()) expect((await readFile(join(name.parentPath, name.name))).includes('secret about')).toBe(false);
  }

  await expect(openStore(place.folder, randomBytes(32))).rejects.toMatchObject({ code: 'store-key-wrong' });
  await expect(openStore(place.folder, randomBytes(16))).rejects.toMatchObject({ code: 'store-key-wrong' });
  const again = await openStore(place.folder, key);
  expect(await again.read('draft')).toEqual(bytes('a secret about a dog'));
  await again.close();
});
