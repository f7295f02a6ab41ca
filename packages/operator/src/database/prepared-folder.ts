import { access, mkdir, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';
import { extract } from 'tar';

/**
 * Fills a folder as PGlite would at its first start, which would cost seconds of computing: it is unpacked. Appears whole or not at
 * all; one that is there stays as it is.
 */
export async function prepareFolder(folder: string): Promise<void> {
  if (await exists(folder)) return;
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const packed = await dataDir();
  await pipeline(packed.stream(), extract({ cwd: draft }));
  await rename(draft, folder);
}

async function exists(folder: string): Promise<boolean> {
  return access(folder).then(
    () => true,
    () => false,
  );
}
