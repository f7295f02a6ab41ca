import { sql } from 'kysely';
import type { FastifyBaseLogger } from 'fastify';
import type { OperatorContext } from '../context.ts';
import type { Database } from '../database/schema.ts';

/** What an operator does by itself: forget expired messages, delete replaced files, tell what was delayed, go on with moves. */
export interface Housekeeping extends AsyncDisposable {
  /** Does all that is due now. Resolves when it is done. */
  run(): Promise<void>;
}

/** Milliseconds between two rounds. */
const pause = 5_000;

/** One duty: does what is due, and may be interrupted and repeated at any time. A long one breaks off at the signal. */
export type Duty = (context: OperatorContext, signal: AbortSignal) => Promise<void>;

/**
 * Runs duties again and again until it is closed, side by side, so that a long one holds up no other. One that fails is logged and tried
 * again in the next round.
 */
export function openHousekeeping(duties: Readonly<Record<string, Duty>>, context: () => OperatorContext): Housekeeping {
  const closing = new AbortController();
  const loops = Object.entries(duties).map(([name, duty]) =>
    openLoop(async () => {
      if (closing.signal.aborted) return;
      await duty(context(), closing.signal).catch((error: unknown) => logFailure(context().log, name, error));
    }),
  );
  const run = async (): Promise<void> => void (await Promise.all(loops.map((loop) => loop())));
  const timer = setInterval(() => void run(), pause).unref();
  return {
    run,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      closing.abort();
      // Waits for what is running; nothing new begins.
      await run();
    },
  };
}

/** Does a work once at a time. Who asks while it is being done gets a round of its own afterwards, together with all others who ask. */
function openLoop(work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function start(): Promise<void> {
    next = null;
    return (current = work().finally(() => (current = null)));
  }

  return () => next ?? (current === null ? start() : (next = current.then(start)));
}

function logFailure(log: FastifyBaseLogger, duty: string, error: unknown): void {
  const { name = 'unknown', code } = error as { name?: string; code?: unknown };
  log.warn({ duty, failure: name, code: typeof code === 'string' ? code : undefined }, 'duty failed');
}

/** Forgets messages that are expired: nobody could send them again. */
export async function forgetMessages({ database }: OperatorContext): Promise<void> {
  await database
    .deleteFrom('accepted_messages')
    .where('expires_at', '<', Math.floor(Date.now() / 1000))
    .execute();
}

/** Files that are deleted at once. */
const filesAtOnce = 200;

/** A file that no document names any more; or, with a slash at the end, a folder. */
interface DiscardedFile {
  account_id: string;
  path: string;
  store_sealed: string;
}

/** Deletes the files of replaced and deleted documents from their stores. Two operators share the work. */
export async function deleteDiscardedFiles(context: OperatorContext, closing: AbortSignal): Promise<void> {
  for (let count = filesAtOnce; count === filesAtOnce && !closing.aborted;) {
    const files = await takeDiscardedFiles(context.database);
    count = files.length;
    await deleteFiles(files, context);
  }
}

/** Takes files over for a minute: what cannot be deleted now is tried again then. The work itself happens outside of any transaction. */
async function takeDiscardedFiles(database: Database): Promise<DiscardedFile[]> {
  const now = Math.floor(Date.now() / 1000);
  const { rows } = await sql<DiscardedFile>`
    update discarded_files set due_at = ${now + 60} where (account_id, path) in (
      select account_id, path from discarded_files where due_at <= ${now} order by due_at limit ${filesAtOnce} for update skip locked
    ) returning account_id, path, store_sealed`.execute(database);
  return rows;
}

async function deleteFiles(files: readonly DiscardedFile[], context: OperatorContext): Promise<void> {
  const settled = await Promise.allSettled(
    files.map(async ({ account_id: accountId, path, store_sealed: sealed }) => {
      const store = await context.storeOf(accountId, sealed);
      await (path.endsWith('/') ? store.deleteAll(path) : store.delete(path));
    }),
  );
  const gone = files.filter((_file, index) => settled[index]?.status === 'fulfilled');
  const [accounts, paths] = [gone.map((file) => file.account_id), gone.map(({ path }) => path)];
  await sql`delete from discarded_files where (account_id, path) in
    (select * from unnest(${accounts}::text[], ${paths}::text[]))`.execute(context.database);
  const failure = settled.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}
