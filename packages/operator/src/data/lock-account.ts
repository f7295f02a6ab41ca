import { sql } from 'kysely';
import type { DatabaseTransaction } from '../database/schema.ts';
import { unknownAccount } from '../identity/accounts.ts';

/**
 * First in every transaction that changes permissions, store or documents: others that change the same account wait, and whatever was
 * checked for it before is checked again.
 *
 * @throws PosthornError `account-unknown` when the account has just been deleted
 */
export async function lockAccount(id: string, transaction: DatabaseTransaction): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('accounts')
    .set({ revision: sql`revision + 1` })
    .where('id', '=', id)
    .where('key', 'is not', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw unknownAccount();
}
