import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PosthornError } from '@posthorn/protocol';
import { createSealer } from './seal.ts';

/** Files of cases, each sealed, named by their id alone. */
export interface FileFolder {
  /** Durable when it returns. Writing the same id again replaces it. */
  write(id: string, bytes: Uint8Array): Promise<void>;
  /** @throws PosthornError `stored-file-missing` */
  read(id: string): Promise<Uint8Array>;
  /** Removes what a crash left behind: every file whose id is not kept. */
  sweep(isKept: (id: string) => boolean): Promise<void>;
}

export async function openFileFolder(folder: string, storageKey: Uint8Array): Promise<FileFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const sealer = createSealer(storageKey, 'files');

  async function write(id: string, bytes: Uint8Array): Promise<void> {
    const draft = join(folder, `${id}.draft`);
    const handle = await open(draft, 'w', 0o600);
    try {
      await handle.writeFile(sealer.seal(`file:${id}`, bytes));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, join(folder, id));
    const directory = await open(folder, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }

  return {
    write,
    read: async (id) => sealer.open(`file:${id}`, await readFile(join(folder, id)).catch(rethrow)),
    async sweep(isKept) {
      const names = await readdir(folder);
      await Promise.all(names.filter((name) => !isKept(name)).map((name) => unlink(join(folder, name))));
    },
  };
}

function rethrow(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOENT') throw error;
  throw new PosthornError('stored-file-missing', 'A file of a case is not in the storage folder any more.', {
    mend: 'Bring the folder "files" back from the backup that belongs to the database; a file that was to be sent has to be sent again.',
    cause: error,
  });
}
