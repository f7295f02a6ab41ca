import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A value out of a database: where it stands, and its bytes. */
export interface StoredValue {
  /** `table.column` */
  readonly where: string;
  readonly bytes: Buffer;
}

/** True for the first bytes of a SQLite database. */
export function isSqlite(bytes: Buffer): boolean {
  return bytes.subarray(0, 16).toString('latin1') === 'SQLite format 3\0';
}

/**
 * Every text and blob of a SQLite database, also those that lie in its write-ahead log. A value that the file holds in
 * pieces, over several pages, is whole here. Reads a copy: nothing is changed, and nobody need be stopped.
 */
export function* sqliteValues(file: string): Generator<StoredValue, void, void> {
  const folder = mkdtempSync(join(tmpdir(), 'posthorn-canary-'));
  try {
    const copy = join(folder, basename(file));
    for (const end of ['', '-wal']) if (existsSync(file + end)) copyFileSync(file + end, copy + end);
    const database = new DatabaseSync(copy);
    try {
      yield* valuesOf(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function* valuesOf(database: DatabaseSync): Generator<StoredValue, void, void> {
  // What a virtual table shows lies in ordinary tables beside it.
  const tables = database.prepare(
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`,
  );
  for (const { name } of tables.all()) {
    const rows = database.prepare(`SELECT * FROM "${String(name).replaceAll('"', '""')}"`);
    rows.setReadBigInts(true);
    for (const row of rows.iterate()) {
      for (const [column, value] of Object.entries(row)) {
        const where = `${String(name)}.${column}`;
        if (typeof value === 'string') yield { where, bytes: Buffer.from(value) };
        else if (value instanceof Uint8Array) yield { where, bytes: Buffer.from(value) };
      }
    }
  }
}
