import { discardFiles, now } from '../data/discarded-files.ts';
import { lockAccount } from '../data/lock-account.ts';
import { eraseAccount } from '../data/erasure.ts';
import { accountUriOf, requireAccount } from '../identity/accounts.ts';
import { giveUpMove } from '../moves/end-move.ts';
import { currentPaths } from '../moves/switch-store.ts';
import { fromDevice, once, type WireHandler } from './wire-handler.ts';

/** Seconds after which the account's whole folder goes: a service that is writing just now has been refused by then. */
const graceForFolder = 120;

/** A device deletes the account with everything that belongs to it. Only the id stays, so that nobody is ever given it again. */
export const accountDeletion: WireHandler = fromDevice('ACCOUNT_DELETION', async (message, { id }, context) => {
  await once(message, context, async (transaction) => {
    await lockAccount(id, transaction);
    const { storeSealed } = await requireAccount(id, transaction);
    const owner = { accountId: id, storeSealed };
    await discardFiles(owner, await currentPaths(id, transaction), now(), transaction);
    await discardFiles(owner, [`${id}/`], now() + graceForFolder, transaction);
    await giveUpMove(id, transaction);
    await eraseAccount(id, transaction);
  });
  void context.housekeeping.run();
  return { body: { deleted: accountUriOf(id) } };
});
