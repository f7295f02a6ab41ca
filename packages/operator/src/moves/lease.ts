import { sql } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { CopyProgress } from '../pds/move.ts';

/** The move of an account's data to another store. */
export interface Move {
  accountId: string;
  provider: string;
  /** Sealed options of the new store; no other move has the same text. */
  storeSealed: string;
}

/** Seconds for which an operator has a move to itself. When it is killed, another goes on after that. */
const leaseTime = 20;

/** Milliseconds after which a lease is renewed. */
const renewal = 5_000;

/** A move that this operator works on, until it is closed or lost. */
export interface Lease extends AsyncDisposable {
  /** Aborts when the move is not there any more: another one has replaced it, or the account was deleted. */
  lost: AbortSignal;
  /** Writes down how far the move is, for the person. */
  report(progress: CopyProgress): void;
}

/** Takes a move that nobody works on; null if there is none. */
export async function takeMove(database: Database): Promise<Move | null> {
  const now = Math.floor(Date.now() / 1000);
  const { rows } = await sql<{ account_id: string; provider: string; store_sealed: string }>`
    update store_moves set due_at = ${now + leaseTime} where account_id in (
      select account_id from store_moves where state = 'moving' and due_at <= ${now}
      order by due_at limit 1 for update skip locked
    ) returning account_id, provider, store_sealed`.execute(database);
  const [row] = rows;
  return row === undefined
    ? null
    : { accountId: row.account_id, provider: row.provider, storeSealed: row.store_sealed };
}

/** Keeps a move for this operator. */
export function holdLease(move: Move, database: Database): Lease {
  const lost = new AbortController();
  let news: CopyProgress | null = null;
  let saving: Promise<void> | null = null;
  const timer = setInterval(save, renewal).unref();

  /** One statement at a time: what comes meanwhile goes into the next one. */
  function save(): void {
    saving ??= saveAll()
      // Without a database the lease runs out, and that is right.
      .catch(() => undefined)
      .finally(() => (saving = null));
  }

  async function saveAll(): Promise<void> {
    do {
      const progress = news;
      news = null;
      if (!(await renew(move, progress, database))) lost.abort(new Error('The move was given up.'));
    } while (news !== null && !lost.signal.aborted);
  }

  return {
    lost: lost.signal,
    report(progress) {
      news = progress;
      save();
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await saving;
    },
  };
}

/** Lets a move go, so that another operator goes on with it at once. */
export async function letGo({ accountId, storeSealed }: Move, database: Database): Promise<void> {
  await database
    .updateTable('store_moves')
    .set({ due_at: 0 })
    .where('account_id', '=', accountId)
    .where('store_sealed', '=', storeSealed)
    .execute();
}

/** @returns false when the move is not there any more */
async function renew(
  { accountId, storeSealed }: Move,
  progress: CopyProgress | null,
  database: Database,
): Promise<boolean> {
  const { numUpdatedRows } = await database
    .updateTable('store_moves')
    .set({ due_at: Math.floor(Date.now() / 1000) + leaseTime, ...progress })
    .where('account_id', '=', accountId)
    .where('store_sealed', '=', storeSealed)
    .where('state', '=', 'moving')
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
