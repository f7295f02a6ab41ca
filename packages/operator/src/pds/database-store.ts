import { sql, type Kysely } from 'kysely';
import { inBatches } from '../database/in-batches.ts';
import type { OperatorTables } from '../database/schema.ts';
import { requireFolder, requirePath, type PersonalDataStore } from './personal-data-store.ts';
import { probe } from './probe.ts';

/**
 * The store `memory` of several operator processes: a table that they share. What is asked for at the same time shares a statement. Errors
 * of the database come through as they are.
 *
 * @param database such as `database.$pickTables<'pds_memory'>()`
 */
export function createDatabaseStore(database: Kysely<Pick<OperatorTables, 'pds_memory'>>): PersonalDataStore {
  const rules = { largest: 50, atOnce: 1 };

  const readOne = inBatches(async (paths: string[]) => {
    const rows = await database
      .selectFrom('pds_memory')
      .select(['path', 'bytes'])
      .where('path', '=', anyOf(paths))
      .execute();
    const bytesByPath = new Map(rows.map(({ path, bytes }) => [path, bytes]));
    return paths.map((path) => bytesByPath.get(path) ?? null);
  }, rules);

  const writeOne = inBatches(
    async (files: StoredFile[]) => {
      const rows = files.map(({ path, bytes }) => ({ path, bytes: Buffer.from(bytes).toString('base64') }));
      await sql`insert into pds_memory (path, bytes)
        select path, decode(bytes, 'base64') from json_to_recordset(${JSON.stringify(rows)}::json) as f (path text, bytes text)
        order by path
        on conflict (path) do update set bytes = excluded.bytes`.execute(database);
      return files.map(() => undefined);
    },
    { ...rules, nameOf: ({ path }) => path },
  );

  const deleteOne = inBatches(async (paths: string[]) => {
    await database.deleteFrom('pds_memory').where('path', '=', anyOf(paths)).execute();
    return paths.map(() => undefined);
  }, rules);

  const store = {
    async read(path: string): Promise<Uint8Array | null> {
      requirePath(path);
      return readOne(path);
    },
    async write(path: string, bytes: Uint8Array): Promise<void> {
      requirePath(path);
      await writeOne({ path, bytes });
    },
    async delete(path: string): Promise<void> {
      requirePath(path);
      await deleteOne(path);
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

interface StoredFile {
  path: string;
  bytes: Uint8Array;
}

function anyOf(paths: readonly string[]): ReturnType<typeof sql<string>> {
  return sql<string>`any (${paths}::text[])`;
}

function isIn(folder: string): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`starts_with(path, ${folder})`;
}
