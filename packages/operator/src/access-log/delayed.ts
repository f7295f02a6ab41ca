import { sql } from 'kysely';
import type { OperatorContext } from '../context.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { appendEntry, type LogEntry } from './append.ts';

/** For how long a person may be told later, at most, in seconds: 180 days. */
export const longestDelay: number = 180 * 86_400;

/** Accounts whose entries one round releases. */
const accountsPerRound = 200;

/** Sets until when the reads of a connection are told later, and with it those that wait already; none waits longer than {@link longestDelay}. */
export async function saveDelay(
  delay: { connection_id: string; until: number; ground: string },
  accountId: string,
  transaction: DatabaseTransaction,
): Promise<void> {
  const { connection_id: connectionId, until, ground } = delay;
  await transaction
    .insertInto('disclosure_delays')
    .values(delay)
    .onConflict((conflict) => conflict.column('connection_id').doUpdateSet({ until, ground }))
    .execute();
  await transaction
    .updateTable('delayed_entries')
    .set({ until: sql`least(${until}::bigint, (entry ->> 'at')::bigint + ${longestDelay}::bigint)` })
    .where('account_id', '=', accountId)
    .where(sql`entry -> 'about' ->> 'connection'`, '=', connectionId)
    .execute();
}

/** Keeps an entry back until then, in seconds since 1970. */
export async function delayEntry(
  accountId: string,
  until: number,
  entry: LogEntry,
  transaction: DatabaseTransaction,
): Promise<void> {
  await transaction
    .insertInto('delayed_entries')
    .values({ id: crypto.randomUUID(), account_id: accountId, until, entry: JSON.stringify(entry) })
    .execute();
}

/** Chains all entries whose time has come. May be interrupted and repeated at any time, and done by several operators at once. */
export async function releaseDelayed({ database }: Pick<OperatorContext, 'database'>): Promise<void> {
  const due = await database
    .selectFrom('delayed_entries')
    .select('account_id')
    .distinct()
    .where('until', '<=', now())
    .limit(accountsPerRound)
    .execute();
  for (const { account_id: accountId } of due) {
    await database.transaction().execute((transaction) => releaseDelayedOf(accountId, transaction));
  }
  await database.deleteFrom('disclosure_delays').where('until', '<=', now()).execute();
}

/** Chains the entries of one account whose time has come, with the time when they happened. */
export async function releaseDelayedOf(accountId: string, transaction: DatabaseTransaction): Promise<void> {
  // As everywhere, first the account: who sets a delay locks in this order, too.
  await transaction.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute();
  const rows = await transaction
    .deleteFrom('delayed_entries')
    .where('account_id', '=', accountId)
    .where('until', '<=', now())
    .returning('entry')
    .execute();
  const entries = rows.map(({ entry }) => entry).toSorted((one, other) => one.at - other.at);
  for (const entry of entries) await appendEntry(accountId, entry, transaction);
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}
