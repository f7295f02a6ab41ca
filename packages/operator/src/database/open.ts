import { mkdir } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { DatabaseConfig } from '../config/env.ts';
import { lockFolder } from './folder-lock.ts';
import { migrate } from './migrate.ts';
import { prepareFolder } from './prepared-folder.ts';
import { createPreparingClient } from './preparing-client.ts';
import type { Database, OperatorTables } from './schema.ts';

/** An open database, and how to close it. */
export interface OpenDatabase {
  database: Database;
  close: () => Promise<void>;
}

/** Opens PostgreSQL, or PGlite in a folder, and brings its tables up to date. */
export async function openDatabase(config: DatabaseConfig): Promise<OpenDatabase> {
  const opened = config.kind === 'postgres' ? openPostgres(config.url) : await openFolder(config.folder);
  try {
    await migrate(opened.database);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function openPostgres(connectionString: string): OpenDatabase {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: 5_000,
    // A new connection has to plan every statement again.
    idleTimeoutMillis: 60_000,
    statement_timeout: 10_000,
    types: { getTypeParser: typeParser },
    // One plan per statement: all of ours look rows up by their keys, and planning again would cost more than doing it.
    options: '-c plan_cache_mode=force_generic_plan',
    Client: createPreparingClient(),
  });
  // A connection lost while idle: the pool makes a new one, and queries that need it report their own error.
  pool.on('error', () => undefined);
  const database = new Kysely<OperatorTables>({ dialect: new PostgresDialect({ pool }) });
  return { database, close: () => database.destroy() };
}

async function openFolder(folder: string): Promise<OpenDatabase> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(folder);
  const tables = `${folder}/pglite`;
  const database = new Kysely<OperatorTables>({
    dialect: new PGliteDialect({
      async pglite() {
        await prepareFolder(tables);
        return PGlite.create(tables);
      },
    }),
  });
  async function close(): Promise<void> {
    await database.destroy();
    unlock();
  }
  return { database, close };
}

const typeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') => {
  // All our bigints are counts and seconds, far below 2^53; PGlite gives numbers for them too.
  if (oid === pg.types.builtins.INT8) return Number;
  return pg.types.getTypeParser(oid, format);
};
