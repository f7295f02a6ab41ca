import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { now } from '../data/discarded-files.ts';
import type { Database, DatabaseTransaction } from '../database/schema.ts';
import type { Move } from './lease.ts';

/**
 * Every copy is written down as a file to delete, before it is made: with this time, so that nobody deletes it yet. When the records come
 * to name it, it is struck off; when the move is given up, its time has come. So no copy is ever forgotten in a store.
 */
const never = 253_402_300_799;

/** Seconds after which the copies of a move that was given up are deleted: an operator that still writes one has noticed by then. */
export const graceForCopies = 120;

/** Where the copy of a file lies in the new store. No other move uses the name, not even one to the same store. */
export function copyPath({ storeSealed }: Move, path: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([storeSealed, path]))
    .digest('hex');
  return `${path.slice(0, path.lastIndexOf('/'))}/${name}`;
}

/** Writes down which copies are going to be made. @returns false when the move is not there any more */
export async function announceCopies(move: Move, paths: readonly string[], database: Database): Promise<boolean> {
  const { accountId, storeSealed } = move;
  const copies = JSON.stringify(paths.map((path) => copyPath(move, path)));
  // Whoever ends the move waits, or has ended it: then nothing is written down any more.
  const { rows } = await sql<{ moving: number }>`
    with move as (
      select account_id from store_moves
      where account_id = ${accountId} and store_sealed = ${storeSealed} and state = 'moving' for share
    ), announced as (
      insert into discarded_files (account_id, path, store_sealed, due_at)
      select account_id, copy, ${storeSealed}::text, ${never}::bigint from move, jsonb_array_elements_text(${copies}::jsonb) as copy
      on conflict (account_id, path) do nothing
    )
    select count(*)::int as moving from move`.execute(database);
  return rows[0]?.moving === 1;
}

/** The records name these copies now. */
export async function strikeOffCopies(
  move: Move,
  paths: readonly string[],
  transaction: DatabaseTransaction,
): Promise<void> {
  const copies = JSON.stringify(paths.map((path) => copyPath(move, path)));
  await sql`delete from discarded_files where account_id = ${move.accountId}
    and path in (select jsonb_array_elements_text(${copies}::jsonb))`.execute(transaction);
}

/** All copies of a move that are still written down are deleted from then on, in so many seconds. */
export async function giveUpCopies(
  { accountId, storeSealed }: Pick<Move, 'accountId' | 'storeSealed'>,
  grace: number,
  transaction: DatabaseTransaction,
): Promise<void> {
  await transaction
    .updateTable('discarded_files')
    .set({ due_at: now() + grace })
    .where('account_id', '=', accountId)
    .where('store_sealed', '=', storeSealed)
    .where('due_at', '=', never)
    .execute();
}
