import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { StoredValue } from './sqlite-values.ts';

/** True for the data folder of a PostgreSQL database, which PGlite's is. */
export function isPgliteFolder(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION')) && existsSync(join(folder, 'global'));
}

/**
 * Every row of a PGlite database as text: PostgreSQL packs longer values in a way of its own, so that the bytes of its
 * files don't show them. Reads a copy; the database itself should be at rest.
 */
export async function* pgliteValues(folder: string): AsyncGenerator<StoredValue, void, void> {
  const parent = mkdtempSync(join(tmpdir(), 'posthorn-canary-'));
  try {
    const copy = join(parent, 'pglite');
    cpSync(folder, copy, { recursive: true });
    rmSync(join(copy, 'postmaster.pid'), { force: true });
    const database = await PGlite.create(copy);
    try {
      yield* rowsOf(database);
    } finally {
      await database.close();
    }
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

async function* rowsOf(database: PGlite): AsyncGenerator<StoredValue, void, void> {
  const tables = await database.query<{ name: string; place: string }>(
    `SELECT table_name AS name, format('%I.%I', table_schema, table_name) AS place FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  for (const { name, place } of tables.rows) {
    const { rows } = await database.query<{ row: string }>(`SELECT t::text AS row FROM ${place} t`);
    for (const { row } of rows) yield { where: name, bytes: Buffer.from(row) };
  }
}
