import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import { PosthornError } from '@posthorn/protocol';

/** How one object store of an IndexedDB database was made; enough to make it again. */
export interface ObjectStoreSchema {
  name: string;
  keyPath: string | string[] | null;
  autoIncrement: boolean;
  indexes: { name: string; keyPath: string | string[]; unique: boolean; multiEntry: boolean }[];
}

/** One change of an IndexedDB transaction. Keys and values are anything the structured clone algorithm takes. */
export type Change =
  | { kind: 'put'; store: string; key: unknown; value: unknown }
  | { kind: 'delete'; store: string; key: unknown }
  | { kind: 'clear'; store: string };

/** A row as it is replayed: which database and store, under which key, with which value. */
export interface JournalRow {
  database: string;
  store: string;
  key: unknown;
  value: unknown;
}

/**
 * The durable side of an in-memory IndexedDB: one SQLite file that holds what the databases hold.
 *
 * Every name, key and value is sealed with AES-256-GCM; rows are found by an HMAC of their key. Both keys are derived
 * (HKDF-SHA-256) from the one key that the owner's configuration gives, so the file alone tells nothing but its size.
 */
export class IndexedDbJournal {
  readonly #database: DatabaseSync;
  readonly #sealKey: Buffer;
  readonly #lookupKey: Buffer;
  readonly #statements: Record<'put' | 'delete' | 'clear' | 'schema' | 'forgetRows' | 'forgetSchema', StatementSync>;

  /**
   * @param file path of the SQLite file, made when absent
   * @param key 32 bytes
   * @throws PosthornError `store-in-use` when another process has it open, `store-key-wrong` when it was made with another key
   */
  constructor(file: string, key: Uint8Array) {
    this.#sealKey = Buffer.from(hkdfSync('sha256', key, '', 'posthorn channel store seal', 32));
    this.#lookupKey = Buffer.from(hkdfSync('sha256', key, '', 'posthorn channel store lookup', 32));
    this.#database = openExclusively(file);
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS schema (database TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
      CREATE TABLE IF NOT EXISTS row (database TEXT NOT NULL, store TEXT NOT NULL, key TEXT NOT NULL, sealed BLOB NOT NULL,
        PRIMARY KEY (database, store, key)) STRICT, WITHOUT ROWID;`);
    this.#statements = {
      put: this.#database.prepare('INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?)'),
      delete: this.#database.prepare('DELETE FROM row WHERE database = ? AND store = ? AND key = ?'),
      clear: this.#database.prepare('DELETE FROM row WHERE database = ? AND store = ?'),
      schema: this.#database.prepare('INSERT OR REPLACE INTO schema VALUES (?, ?)'),
      forgetRows: this.#database.prepare('DELETE FROM row WHERE database = ?'),
      forgetSchema: this.#database.prepare('DELETE FROM schema WHERE database = ?'),
    };
  }

  /** Applies the changes of one IndexedDB transaction in one SQLite transaction: all or none survive a crash. */
  apply(database: string, changes: Change[]): void {
    const name = this.#lookup(database);
    this.#transaction(() => {
      for (const change of changes) {
        const store = this.#lookup(change.store);
        if (change.kind === 'clear') {
          this.#statements.clear.run(name, store);
          continue;
        }
        const key = this.#lookup(serialize(change.key));
        if (change.kind === 'delete') this.#statements.delete.run(name, store, key);
        else this.#statements.put.run(name, store, key, this.#seal({ database, ...change }));
      }
    });
  }

  putSchema(database: string, version: number, stores: ObjectStoreSchema[]): void {
    this.#statements.schema.run(this.#lookup(database), this.#seal({ database, version, stores }));
  }

  forget(database: string): void {
    this.#transaction(() => {
      this.#statements.forgetRows.run(this.#lookup(database));
      this.#statements.forgetSchema.run(this.#lookup(database));
    });
  }

  schemas(): { database: string; version: number; stores: ObjectStoreSchema[] }[] {
    return this.#database
      .prepare('SELECT sealed FROM schema')
      .all()
      .map((row) => this.#open(row['sealed']) as { database: string; version: number; stores: ObjectStoreSchema[] });
  }

  *rows(database: string): Generator<JournalRow> {
    for (const row of this.#database
      .prepare('SELECT sealed FROM row WHERE database = ?')
      .iterate(this.#lookup(database))) {
      yield this.#open(row['sealed']) as JournalRow;
    }
  }

  close(): void {
    this.#database.close();
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #lookup(part: string | Uint8Array): string {
    return createHmac('sha256', this.#lookupKey).update(part).digest('base64url');
  }

  #seal(value: unknown): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#sealKey, nonce);
    return Buffer.concat([nonce, cipher.update(serialize(value)), cipher.final(), cipher.getAuthTag()]);
  }

  #open(sealed: unknown): unknown {
    const bytes = sealed as Uint8Array;
    const decipher = createDecipheriv('aes-256-gcm', this.#sealKey, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    try {
      return deserialize(Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]));
    } catch (cause) {
      throw new PosthornError('store-key-wrong', 'The store was sealed with another key.', {
        mend: 'Give the storage key with which this folder was made, or point to an empty folder.',
        cause,
      });
    }
  }
}

function openExclusively(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec(
      `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT`,
    );
    return database;
  } catch (cause) {
    database.close();
    throw new PosthornError('store-in-use', 'Another process has this store open.', {
      mend: 'Stop the other process, or give this one a folder of its own.',
      cause,
    });
  }
}
