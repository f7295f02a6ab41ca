import { PosthornError } from '@posthorn/protocol';
import { Migrator } from 'kysely/migration';
import { up as directory } from '../migrations/0001-directory.ts';
import { up as dataOperator } from '../migrations/0002-data-operator.ts';
import { up as outbox } from '../migrations/0003-outbox.ts';
import type { Database } from './schema.ts';

// Named here one by one: the order is visible, and no folder is read at run time.
const migrations = {
  '0001-directory': { up: directory },
  '0002-data-operator': { up: dataOperator },
  '0003-outbox': { up: outbox },
};

/** Brings the tables up to date. Operators that start at once on one database wait for each other. */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: 'pgmigrations',
    migrationLockTableName: 'pgmigrations_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  throw new PosthornError('operator-unavailable', 'The database cannot be reached or brought up to date.', {
    mend: 'Check DATABASE_URL (or POSTHORN_DATA), that the database runs, and that its user may make tables.',
    cause: error,
  });
}
