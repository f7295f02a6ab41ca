import { sql } from 'kysely';
import { discardFiles, now } from '../data/discarded-files.ts';
import { lockAccount } from '../data/lock-account.ts';
import type { Database, DatabaseTransaction } from '../database/schema.ts';
import { requireAccount } from '../identity/accounts.ts';
import { copyPath, giveUpCopies, strikeOffCopies } from './copies.ts';
import type { Move } from './lease.ts';

/** Seconds after which the old files go: a service that is reading one just now reads it to its end. */
const graceForReaders = 60;

/**
 * Has the records name the new store, when all files that they name are verified copies there. Old files, and copies of versions that
 * were replaced meanwhile, are given up.
 *
 * @param verified files of the old store whose copies are proven
 * @returns false when there are newer files, which have to be copied first
 */
export async function switchStore(move: Move, verified: ReadonlySet<string>, database: Database): Promise<boolean> {
  return database.transaction().execute(async (transaction) => {
    await lockAccount(move.accountId, transaction);
    // Another operator may have been here before, or another move has taken the place of this one.
    if (!(await isStillThere(move, transaction))) return true;
    const paths = await currentPaths(move.accountId, transaction);
    if (!paths.every((path) => verified.has(path))) return false;
    const { storeSealed } = await requireAccount(move.accountId, transaction);
    await discardFiles({ accountId: move.accountId, storeSealed }, paths, now() + graceForReaders, transaction);
    await strikeOffCopies(move, paths, transaction);
    await giveUpCopies(move, 0, transaction);
    await nameCopies(move, paths, transaction);
    return true;
  });
}

async function isStillThere({ accountId, storeSealed }: Move, transaction: DatabaseTransaction): Promise<boolean> {
  const row = await transaction
    .selectFrom('store_moves')
    .select('account_id')
    .where('account_id', '=', accountId)
    .where('store_sealed', '=', storeSealed)
    .where('state', '=', 'moving')
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Where the newest version of each document lies. */
export async function currentPaths(accountId: string, database: Database | DatabaseTransaction): Promise<string[]> {
  const rows = await database.selectFrom('documents').select('path').where('account_id', '=', accountId).execute();
  return rows.map(({ path }) => path);
}

async function nameCopies(move: Move, paths: readonly string[], transaction: DatabaseTransaction): Promise<void> {
  const { accountId, provider, storeSealed } = move;
  const names = JSON.stringify(paths.map((path) => ({ path, copy: copyPath(move, path) })));
  await sql`update documents d set path = n.copy, previous_path = null
    from jsonb_to_recordset(${names}::jsonb) as n (path text, copy text)
    where d.account_id = ${accountId} and d.path = n.path`.execute(transaction);
  await transaction
    .updateTable('accounts')
    .set({ store_provider: provider, store_sealed: storeSealed })
    .where('id', '=', accountId)
    .execute();
  await transaction.deleteFrom('store_moves').where('account_id', '=', accountId).execute();
}
