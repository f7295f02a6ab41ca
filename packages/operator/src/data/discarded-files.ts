import { sql } from 'kysely';
import type { DatabaseTransaction } from '../database/schema.ts';
import type { FileOwner } from './sealed-files.ts';

/**
 * Gives up files that no record names any more, in the transaction in which it stops naming them. Housekeeping deletes them from their
 * store. A path with `/` at its end is a folder with all that is in it.
 *
 * @param dueAt from when on they are deleted, seconds since 1970
 */
export async function discardFiles(
  { accountId, storeSealed }: FileOwner,
  paths: readonly string[],
  dueAt: number,
  transaction: DatabaseTransaction,
): Promise<void> {
  await sql`insert into discarded_files (account_id, path, store_sealed, due_at)
    select ${accountId}::text, path, ${storeSealed}::text, ${dueAt}::bigint
    from jsonb_array_elements_text(${JSON.stringify(paths)}::jsonb) as path`.execute(transaction);
}

/** At once, in seconds since 1970. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
