import { access, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * Fills a folder with what is costly to make and cheap to copy, such as the empty database of an operator: the first test file of a run
 * makes it for all others.
 *
 * @param make fills an empty folder
 */
export async function copyTemplate(
  name: string,
  folder: string,
  make: (folder: string) => Promise<void>,
): Promise<void> {
  const template = join(inject('stackDir'), `template-${name}`);
  if (!(await exists(template))) await makeTemplate(template, make);
  await cp(template, folder, { recursive: true });
}

/** Two files may make it at once; whichever is ready first is the one that counts. */
async function makeTemplate(template: string, make: (folder: string) => Promise<void>): Promise<void> {
  const own = await mkdtemp(`${template}-`);
  await make(own);
  await rename(own, template).catch(() => rm(own, { recursive: true }));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
