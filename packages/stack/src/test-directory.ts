import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOperator, type DatabaseConfig, type OperatorConfig } from '@posthorn/operator';
import { inject } from 'vitest';
import { directoryConfig } from './operator-template.ts';
import { freePort } from './ports.ts';
import { createDatabase, dropDatabase } from './postgres-server.ts';

/** A database as an operator has left it that was started once: its tables and keys are made, nobody is in it. */
export async function freshDatabase(): Promise<DatabaseConfig & { kind: 'postgres' } & AsyncDisposable> {
  const url = await createDatabase(inject('postgresUrl'), inject('operatorTemplate'));
  return { kind: 'postgres', url, [Symbol.asyncDispose]: () => dropDatabase(url) };
}

/** A directory and data operator of its own, with nobody in it. */
export interface TestDirectory extends AsyncDisposable {
  url: string;
  database: DatabaseConfig;
  /** Stops it, runs `work`, and starts it again where it was. */
  whileStopped(work: () => Promise<void>): Promise<void>;
}

/**
 * @param options.port any free one if not given
 * @param options.baseUrl what it is known as, if something stands in front of it
 */
export async function startTestDirectory(
  options: Partial<Pick<OperatorConfig, 'port' | 'baseUrl'>> = {},
): Promise<TestDirectory> {
  await using parts = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'posthorn-directory-'));
  parts.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const database = parts.use(await freshDatabase());
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const config = directoryConfig({ database, dataFolder, port, baseUrl: options.baseUrl ?? url });
  let operator = await startOperator(config);
  parts.defer(() => operator[Symbol.asyncDispose]());
  const running = parts.move();
  return {
    url,
    database,
    async whileStopped(work) {
      await operator[Symbol.asyncDispose]();
      await work();
      operator = await startOperator(config);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
