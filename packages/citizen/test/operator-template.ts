import { access, cp, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startOperator, type OperatorConfig } from '@posthorn/operator';
import { inject } from 'vitest';

/**
 * Fills a folder with the empty database of an operator. Making one takes seconds of computing, copying it does not: the
 * first test file of a run makes it for all others.
 */
export async function copyOperatorTemplate(folder: string, config: OperatorConfig): Promise<void> {
  const template = join(inject('stackDir'), 'operator-template');
  if (!(await exists(template))) await makeTemplate(template, config);
  await cp(template, folder, { recursive: true });
}

/** Two files may make it at once; whichever is ready first is the one that counts. */
async function makeTemplate(template: string, config: OperatorConfig): Promise<void> {
  const own = await mkdtemp(`${template}-`);
  const operator = await startOperator({ ...config, dataFolder: own, database: { kind: 'pglite', folder: own } });
  await operator[Symbol.asyncDispose]();
  await rename(own, template).catch(() => rm(own, { recursive: true }));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
