import type { Database, DatabaseTransaction } from '../database/schema.ts';
import { giveUpCopies, graceForCopies } from './copies.ts';
import type { Move } from './lease.ts';

/**
 * A move has failed: the data stays where it is, and the person sees why.
 *
 * @returns false when the move is not there any more
 */
export async function failMove(move: Move, code: string, database: Database): Promise<boolean> {
  return database.transaction().execute(async (transaction) => {
    const { numUpdatedRows } = await transaction
      .updateTable('store_moves')
      .set({ state: 'failed', code })
      .where('account_id', '=', move.accountId)
      .where('store_sealed', '=', move.storeSealed)
      .where('state', '=', 'moving')
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) return false;
    await giveUpCopies(move, 0, transaction);
    return true;
  });
}

/** Gives up the move of an account, if there is one, in the transaction of what takes its place. */
export async function giveUpMove(accountId: string, transaction: DatabaseTransaction): Promise<void> {
  const rows = await transaction
    .deleteFrom('store_moves')
    .where('account_id', '=', accountId)
    .returning('store_sealed')
    .execute();
  for (const { store_sealed: storeSealed } of rows) {
    await giveUpCopies({ accountId, storeSealed }, graceForCopies, transaction);
  }
}
