import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '../database/schema.ts';

/**
 * Makes changes of the directory happen one after the other, over all operator processes, until the transaction ends. Changes
 * are rare, so that one lock is enough.
 */
export async function lockDirectory(transaction: DatabaseTransaction): Promise<void> {
  await transaction.selectFrom('directory_state').select('id').forUpdate().execute();
}

/** Marks the directory as changed. */
export async function raiseRevision(transaction: DatabaseTransaction): Promise<void> {
  await transaction
    .updateTable('directory_state')
    .set({ revision: sql`revision + 1` })
    .execute();
}

/** The state of the directory as an HTTP entity tag. */
export async function directoryTag(database: Database | DatabaseTransaction): Promise<string> {
  const state = await database.selectFrom('directory_state').select(['epoch', 'revision']).executeTakeFirstOrThrow();
  return `W/"${state.epoch.slice(0, 8)}-${state.revision}"`;
}
