import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { OperatorConfig } from '../config/env.ts';
import type { Database } from '../database/schema.ts';

/**
 * The operator's secret, from which the keys are derived that seal its private keys and the credentials of stores.
 *
 * Given by the configuration; else made at the first start and kept in the data folder beside the database in it (mode 0600). Operators
 * in development that share a PostgreSQL without a given secret keep it there, so that they share it.
 */
export async function operatorSecret(config: OperatorConfig, database: Database): Promise<string> {
  if (config.secret !== null) return config.secret;
  const fresh = randomBytes(32).toString('base64url');
  return config.database.kind === 'pglite' ? keptInFolder(config.dataFolder, fresh) : keptInDatabase(database, fresh);
}

async function keptInFolder(folder: string, fresh: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'operator.secret');
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, fresh, { mode: 0o600 });
  // Appears whole or not at all, and never in the place of an older one.
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(file, 'utf8');
}

async function keptInDatabase(database: Database, fresh: string): Promise<string> {
  await database
    .insertInto('operator_keys')
    .values({ name: 'development-secret', sealed: fresh })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await database
    .selectFrom('operator_keys')
    .select('sealed')
    .where('name', '=', 'development-secret')
    .executeTakeFirstOrThrow();
  return row.sealed;
}
