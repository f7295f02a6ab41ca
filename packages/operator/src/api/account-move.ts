import type { StoreOptions } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { now } from '../data/discarded-files.ts';
import { lockAccount } from '../data/lock-account.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { giveUpMove } from '../moves/end-move.ts';
import { currentPaths } from '../moves/switch-store.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/**
 * A device moves the account's data to another store. The operator does that by itself, however long it takes; until everything is there,
 * the old store counts. It takes the place of an earlier move that has failed or is under way.
 */
export const accountMove: WireHandler = fromDevice('ACCOUNT_MOVE', async (message, account, context) => {
  const { pds } = message.payload;
  const about = { store: pds.provider };
  const subject = { accountId: account.id, actor: accountUriOf(account.id), action: 'move', about } as const;
  await recordingRefusals(message, subject, context, async () => {
    const sealed = await sealChecked(account.id, pds, context);
    await once(message, context, async (transaction) => {
      await lockAccount(account.id, transaction);
      await giveUpMove(account.id, transaction);
      await beginMove(account.id, pds.provider, sealed, transaction);
      await recordDone(message, subject, transaction);
    });
  });
  void context.housekeeping.run();
  return { body: { store: pds.provider } };
});

/** Proves that the new store can be used, before anything is begun. */
async function sealChecked(id: string, pds: StoreOptions, context: OperatorContext): Promise<string> {
  await context.stores.store(pds).check();
  return context.sealStore(id, pds);
}

async function beginMove(
  accountId: string,
  provider: string,
  sealed: string,
  transaction: DatabaseTransaction,
): Promise<void> {
  const { length: total } = await currentPaths(accountId, transaction);
  await transaction
    .insertInto('store_moves')
    .values({ account_id: accountId, provider, store_sealed: sealed, state: 'moving', done: 0, total, due_at: now() })
    .execute();
}
