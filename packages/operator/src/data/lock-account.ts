import { sql } from 'kysely';
import type { DatabaseTransaction } from '../database/schema.ts';

/**
 * First in every transaction that changes permissions, store or documents: others that change the same account wait, and whatever was
 * checked for it before is checked again.
 */
export async function lockAccount(id: string, transaction: DatabaseTransaction): Promise<void> {
  await transaction
    .updateTable('accounts')
    .set({ revision: sql`revision + 1` })
    .where('id', '=', id)
    .execute();
}
