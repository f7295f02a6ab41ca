import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Operator } from 'opendal';
import { createOpendalStore, withLimits } from './opendal-store.ts';
import { toStoreError } from './failures.ts';
import type { PersonalDataStore } from './personal-data-store.ts';

/** How old a temporary file must be, in milliseconds, to be what a killed process has left: no write takes nearly so long. */
const abandoned = 60 * 60 * 1000;

/**
 * A store in a folder of this machine. OpenDAL writes each document under a temporary name, puts it on the disk (fsync) and renames
 * it; here the folders' entries are put on the disk too, so that the name survives a power cut as well.
 *
 * @param folder for this store alone; made when it is missing
 * @param patience milliseconds that an operation may take
 */
export function createFolderStore(folder: string, patience: number): PersonalDataStore {
  const documents = path.join(folder, 'documents');
  const unfinished = path.join(folder, 'unfinished');
  let opened: Promise<Operator> | undefined;

  function openOnce(): Promise<Operator> {
    opened ??= openFolder(documents, unfinished, patience).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  const store = createOpendalStore(openOnce, patience);
  return {
    ...store,
    async write(name, bytes) {
      await store.write(name, bytes);
      try {
        await keepEntries(documents, name);
      } catch (error) {
        throw toStoreError(error);
      }
    },
  };
}

async function openFolder(documents: string, unfinished: string, patience: number): Promise<Operator> {
  // Only the operator's own user looks into it.
  for (const folder of [documents, unfinished]) await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeAbandoned(unfinished);
  return withLimits(new Operator('fs', { root: documents, atomic_write_dir: unfinished }), patience);
}

/** Puts the entries of all folders above a document on the disk. Those that have not changed cost next to nothing. */
async function keepEntries(root: string, name: string): Promise<void> {
  for (let parent = path.dirname(name); ; parent = path.dirname(parent)) {
    await using folder = await open(path.join(root, parent), 'r');
    await folder.sync();
    if (parent === '.') return;
  }
}

async function removeAbandoned(unfinished: string): Promise<void> {
  for (const name of await readdir(unfinished)) {
    const file = path.join(unfinished, name);
    const isAbandoned = await stat(file).then(
      ({ mtimeMs }) => Date.now() - mtimeMs > abandoned,
      () => false,
    );
    if (isAbandoned) await unlink(file).catch(() => undefined);
  }
}
