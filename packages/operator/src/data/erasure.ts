import { accessLogStart } from '@posthorn/protocol';
import type { DatabaseTransaction } from '../database/schema.ts';

/** Deletes all records of an account but its id, which is never given again. Its files are given up by the caller. */
export async function eraseAccount(id: string, transaction: DatabaseTransaction): Promise<void> {
  const connections = transaction.selectFrom('connections').select('id').where('account_id', '=', id);
  await transaction.deleteFrom('outbox_events').where('connection', 'in', connections).execute();
  // With a connection go its permissions, waiting requests and delays.
  for (const table of ['connections', 'documents', 'access_log', 'delayed_entries'] as const) {
    await transaction.deleteFrom(table).where('account_id', '=', id).execute();
  }
  await transaction
    .updateTable('accounts')
    .set({
      key: null,
      thumbprint: null,
      further_keys: '[]',
      store_provider: null,
      store_sealed: null,
      log_seq: 0,
      log_head: accessLogStart,
      log_previous: accessLogStart,
    })
    .where('id', '=', id)
    .execute();
}
