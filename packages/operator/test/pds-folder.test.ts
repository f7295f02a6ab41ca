import { spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { temporaryFolder, testStores } from './pds-servers.ts';

/** Lets another process write into the folder and kills it once it has written that many. @returns what it said to have written */
async function writeAndKill(folder: string, count: number): Promise<string[]> {
  const writer = path.join(import.meta.dirname, 'pds-writer.ts');
  const child = spawn(process.execPath, [writer, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const written: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (written.push(line) === count) child.kill('SIGKILL');
  });
  await ended;
  return written;
}

test('an operator that is killed while it writes leaves whole documents only, and all that it confirmed', async () => {
  await using folders = await temporaryFolder();
  const { folder } = folders;
  const confirmed: string[] = [];
  // Until a kill has hit a write in its middle, which its temporary file shows; nearly always the first does.
  let unfinished: string[] = [];
  for (let round = 1; unfinished.length === 0 && round <= 10; round += 1) {
    confirmed.push(...(await writeAndKill(folder, 5 + round)));
    unfinished = await readdir(path.join(folder, 'unfinished'));
  }
  expect(unfinished).not.toEqual([]);

  const store = testStores(folder).store({ provider: 'folder' });
  const listed = await store.list('');
  expect(listed).toEqual(expect.arrayContaining(confirmed));
  for (const name of listed) {
    const document = Buffer.from((await store.read(name)) ?? []);
    expect(hash('sha256', document.subarray(32)), name).toBe(document.subarray(0, 32).toString('hex'));
  }
});

test('what a killed process has left behind is cleared away once nobody can be writing it any more', async () => {
  await using folders = await temporaryFolder();
  const { folder } = folders;
  const unfinished = path.join(folder, 'unfinished');
  await mkdir(unfinished);
  for (const name of ['left-behind', 'being-written']) await writeFile(path.join(unfinished, name), 'half');
  const yesterday = Date.now() / 1000 - 86_400;
  await utimes(path.join(unfinished, 'left-behind'), yesterday, yesterday);
  await testStores(folder).store({ provider: 'folder' }).check();
  expect(await readdir(unfinished)).toEqual(['being-written']);
});

test("only the operator's own user looks into the folder", async () => {
  await using folders = await temporaryFolder();
  await testStores(folders.folder).store({ provider: 'folder' }).check();
  const { mode } = await stat(path.join(folders.folder, 'documents'));
  expect(mode & 0o777).toBe(0o700);
});
