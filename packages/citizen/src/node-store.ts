import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openNodeStore } from '@posthorn/channel/node-store';
import { PosthornError } from '@posthorn/protocol';
import { entrySeal, type EntrySeal } from './entry-seal.ts';
import { closeOnce, type CitizenStore } from './store.ts';

const KEY_CHECK = 'key-check';

/**
 * Opens (or makes) a durable store in a folder, for programs on Node. Everything in it is encrypted.
 *
 * @param folder one folder per account and device; only one process may have it open
 * @param key 32 random bytes; whoever has folder and key is the person
 */
export async function openStore(folder: string, key: Uint8Array): Promise<CitizenStore> {
  const seal = await entrySeal(key);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const database = openDatabase(join(folder, 'citizen.sqlite'));
  try {
    await checkKey(database, seal);
    const channel = closeOnce(await openNodeStore(join(folder, 'channel'), key));
    return sqliteStore(database, seal, channel, folder);
  } catch (error) {
    database.close();
    throw error;
  }
}

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    // The exclusive lock keeps a second process out: two would tear each other's message keys.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec('CREATE TABLE IF NOT EXISTS entries (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;');
    database.exec('BEGIN IMMEDIATE; COMMIT;');
    return database;
  } catch (cause) {
    database.close();
    throw new PosthornError('store-in-use', 'The store is already open in another process, or its file is damaged.', {
      mend: 'Stop the other process, or use a folder of its own for each process.',
      cause,
    });
  }
}

async function checkKey(database: DatabaseSync, seal: EntrySeal): Promise<void> {
  const row = database.prepare('SELECT value FROM entries WHERE name = ?').get(KEY_CHECK);
  if (row) {
    await seal.open(KEY_CHECK, row['value'] as Uint8Array);
    return;
  }
  const value = await seal.seal(KEY_CHECK, new TextEncoder().encode(KEY_CHECK));
  database.prepare('INSERT INTO entries (name, value) VALUES (?, ?)').run(KEY_CHECK, value);
}

function sqliteStore(
  database: DatabaseSync,
  seal: EntrySeal,
  channel: CitizenStore['channel'],
  folder: string,
): CitizenStore {
  const select = database.prepare('SELECT value FROM entries WHERE name = ?');
  const selectAll = database.prepare('SELECT name, value FROM entries WHERE name >= ? AND name < ? ORDER BY name');
  const upsert = database.prepare('INSERT OR REPLACE INTO entries (name, value) VALUES (?, ?)');
  const remove = database.prepare('DELETE FROM entries WHERE name = ?');
  const close = async (): Promise<void> => {
    await channel.close();
    if (database.isOpen) database.close();
  };
  return {
    channel,
    async read(name) {
      const row = select.get(name);
      return row ? seal.open(name, row['value'] as Uint8Array) : null;
    },
    async entries(prefix) {
      const found: [string, Uint8Array][] = [];
      for (const row of selectAll.all(prefix, `${prefix}\u{10ffff}`)) {
        const name = row['name'] as string;
        found.push([name, await seal.open(name, row['value'] as Uint8Array)]);
      }
      return found;
    },
    async write(entries) {
      const sealed: [string, Uint8Array | null][] = [];
      for (const [name, value] of entries) sealed.push([name, value && (await seal.seal(name, value))]);
      database.exec('BEGIN');
      try {
        for (const [name, value] of sealed) {
          if (value) upsert.run(name, value);
          else remove.run(name);
        }
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close,
    async destroy() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
