import { sql } from 'kysely';
import type { DatabaseTransaction } from '../database/schema.ts';

/**
 * Locks an account until the transaction ends, and raises its revision: whatever was checked for it before is checked again. The first
 * step of everything that changes permissions, store or documents of an account.
 */
export async function lockAccount(id: string, transaction: DatabaseTransaction): Promise<void> {
  await transaction
    .updateTable('accounts')
    .set({ revision: sql`revision + 1` })
    .where('id', '=', id)
    .execute();
}
