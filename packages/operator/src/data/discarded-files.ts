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
  if (paths.length === 0) return;
  await transaction
    .insertInto('discarded_files')
    .values(paths.map((path) => ({ account_id: accountId, path, store_sealed: storeSealed, due_at: dueAt })))
    .execute();
}

/** At once, in seconds since 1970. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
