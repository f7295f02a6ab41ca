import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { PosthornError, type Json } from '@posthorn/protocol';
import { schema } from './schema.ts';
import { createSealer } from './seal.ts';

export type Row = Record<string, string | number | bigint | Uint8Array | null>;

/** The agency's state in one SQLite file. Every write that belongs together happens in one `transaction`. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): number;
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** Runs `work` in one durable transaction; a throw undoes all of it. Inside another transaction it joins that one. */
  transaction<T>(work: () => T): T;
  /** Runs `then` once the transaction around the call is on disk (at once outside of one). */
  afterCommit(then: () => void): void;
  seal(place: string, value: Json): Uint8Array;
  /** The caller knows what was sealed at this place. */
  open(place: string, sealed: unknown): Json;
  close(): void;
}

export function openDatabase(folder: string, storageKey: Uint8Array): Database {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(join(folder, 'agency.sqlite'));
  // FULL: a committed row must survive a power cut, since the homeserver is told right after that it was received.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;');
  db.exec(schema);
  const sealer = createSealer(storageKey, 'columns');
  const statements = new Map<string, StatementSync>();
  let inside = false;
  let waiting: (() => void)[] = [];

  function statement(sql: string): StatementSync {
    let found = statements.get(sql);
    if (!found) statements.set(sql, (found = db.prepare(sql)));
    return found;
  }

  function transaction<T>(work: () => T): T {
    if (inside) return work();
    db.exec('BEGIN IMMEDIATE');
    inside = true;
    let result: T;
    try {
      result = work();
      db.exec('COMMIT');
    } catch (error) {
      waiting = [];
      if (db.isTransaction) db.exec('ROLLBACK');
      throw storageError(error);
    } finally {
      inside = false;
    }
    const then = waiting;
    waiting = [];
    for (const each of then) each();
    return result;
  }

  return {
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    get: (sql, ...values) => statement(sql).get(...values),
    all: (sql, ...values) => statement(sql).all(...values),
    transaction,
    afterCommit: (then) => (inside ? void waiting.push(then) : then()),
    seal: (place, value) => sealer.sealText(place, JSON.stringify(value)),
    open: (place, sealed) => JSON.parse(sealer.openText(place, sealed as Uint8Array)) as Json,
    close: () => db.close(),
  };
}

function storageError(error: unknown): unknown {
  if (!(error instanceof Error) || !/disk is full|SQLITE_FULL/i.test(error.message)) return error;
  return new PosthornError('disk-full', 'The storage folder has no room left; nothing was acknowledged.', {
    mend: 'Make room on the disk of the storage folder. The gateway goes on by itself.',
    cause: error,
  });
}
