import { Migrator } from 'kysely/migration';
import { up as directory } from '../migrations/0001-directory.ts';
import type { Database } from './schema.ts';

// Named here one by one: the order is visible, and no folder is read at run time.
const migrations = { '0001-directory': { up: directory } };

/** Brings the tables up to date. Operators that start at once on one database wait for each other. */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: 'pgmigrations',
    migrationLockTableName: 'pgmigrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The database could not be brought up to date.', { cause: error });
}
