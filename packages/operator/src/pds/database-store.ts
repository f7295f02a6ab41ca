import { sql, type Kysely } from 'kysely';
import type { OperatorTables } from '../database/schema.ts';
import { requireFolder, requirePath, type PersonalDataStore } from './personal-data-store.ts';
import { probe } from './probe.ts';

/**
 * The store `memory` of several operator processes: a table that they share. Errors of the database come through as they are.
 *
 * @param database such as `database.$pickTables<'pds_memory'>()`
 */
export function createDatabaseStore(database: Kysely<Pick<OperatorTables, 'pds_memory'>>): PersonalDataStore {
  const store = {
    async read(path: string): Promise<Uint8Array | null> {
      requirePath(path);
      const row = await database.selectFrom('pds_memory').select('bytes').where('path', '=', path).executeTakeFirst();
      return row === undefined ? null : row.bytes;
    },
    async write(path: string, bytes: Uint8Array): Promise<void> {
      requirePath(path);
      await database
        .insertInto('pds_memory')
        .values({ path, bytes })
        .onConflict((conflict) => conflict.column('path').doUpdateSet({ bytes }))
        .execute();
    },
    async delete(path: string): Promise<void> {
      requirePath(path);
      await database.deleteFrom('pds_memory').where('path', '=', path).execute();
    },
    async deleteAll(folder: string): Promise<void> {
      requireFolder(folder);
      await database.deleteFrom('pds_memory').where(isIn(folder)).execute();
    },
    async list(folder: string): Promise<string[]> {
      if (folder !== '') requireFolder(folder);
      const rows = await database.selectFrom('pds_memory').select('path').where(isIn(folder)).execute();
      return rows.map((row) => row.path).toSorted();
    },
  };
  return { ...store, check: () => probe(store) };
}

function isIn(folder: string): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`starts_with(path, ${folder})`;
}
