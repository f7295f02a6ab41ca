import { isPosthornError, PosthornError, sha256 } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { copyAll } from '../pds/move.ts';
import type { PersonalDataStore } from '../pds/personal-data-store.ts';
import { announceCopies, copyPath } from './copies.ts';
import { failMove } from './end-move.ts';
import { holdLease, letGo, takeMove, type Lease, type Move } from './lease.ts';
import { switchStore } from './switch-store.ts';

/**
 * Goes on with all moves that nobody works on, one after the other. A duty of housekeeping: it may be broken off and repeated at any time,
 * by this operator or another one.
 */
export async function continueMoves(context: OperatorContext, signal: AbortSignal): Promise<void> {
  const { database } = context;
  for (let move = await takeMove(database); move !== null; move = signal.aborted ? null : await takeMove(database)) {
    await continueMove(move, signal, context);
    // Another operator goes on at once. After the lease, which would take the move back.
    if (signal.aborted) await letGo(move, database);
  }
}

async function continueMove(move: Move, signal: AbortSignal, context: OperatorContext): Promise<void> {
  await using lease = holdLease(move, context.database);
  const verified = new Set<string>();
  const stop = AbortSignal.any([signal, lease.lost]);
  try {
    // Services go on writing meanwhile: what they write is copied, too, until there is nothing new.
    while (!stop.aborted) {
      await copyNew(move, verified, lease, stop, context);
      if (await switchStore(move, verified, context.database)) return;
    }
  } catch (error) {
    if (stop.aborted) return;
    if (!isPosthornError(error)) throw error;
    const hasFailed = await failMove(move, error.code, context.database);
    if (hasFailed) context.log.warn({ code: error.code }, 'move to another store failed');
  }
}

/** A file that the records name. */
interface CurrentFile {
  path: string;
  sha256: string;
}

/** Copies what is not copied yet of the files that the records name, and adds it to `verified`. */
async function copyNew(
  move: Move,
  verified: Set<string>,
  lease: Lease,
  stop: AbortSignal,
  context: OperatorContext,
): Promise<void> {
  const { files, storeSealed } = await currentFiles(move.accountId, context);
  const news = files.filter(({ path }) => !verified.has(path));
  const before = files.length - news.length;
  lease.report({ done: before, total: files.length });
  const paths = news.map(({ path }) => path);
  if (!(await announceCopies(move, paths, context.database))) return;
  const to = await context.storeOf(move.accountId, move.storeSealed);
  const from = checking(await context.storeOf(move.accountId, storeSealed), to, news);
  const outcome = await copyAll(
    from,
    renaming(to, move),
    paths,
    ({ done }) => lease.report({ done: before + done, total: files.length }),
    stop,
  );
  await assertReplaced(outcome.missing, move.accountId, context);
  for (const path of paths) if (!outcome.missing.includes(path)) verified.add(path);
}

async function currentFiles(
  accountId: string,
  { database }: OperatorContext,
): Promise<{ files: CurrentFile[]; storeSealed: string }> {
  const account = await database
    .selectFrom('accounts')
    .select('store_sealed')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const files = await database
    .selectFrom('documents')
    .select(['path', 'sha256'])
    .where('account_id', '=', accountId)
    .execute();
  return { files, storeSealed: account.store_sealed ?? '' };
}

/** A file that is not there was replaced or deleted meanwhile. @throws PosthornError `document-lost` if not */
async function assertReplaced(missing: readonly string[], accountId: string, context: OperatorContext): Promise<void> {
  if (missing.length === 0) return;
  const { files } = await currentFiles(accountId, context);
  if (!files.some(({ path }) => missing.includes(path))) return;
  throw new PosthornError('document-lost', 'A document is missing in the old store, or damaged there.', {
    mend: 'Restore the store from a backup, or delete the document, and move again.',
  });
}

/**
 * The old store, of which only what the records say is believed. When it does not let the operator in any more, the new one may be the
 * same store with new credentials: then the file lies there.
 */
function checking(from: PersonalDataStore, to: PersonalDataStore, files: readonly CurrentFile[]): PersonalDataStore {
  const digests = new Map(files.map(({ path, sha256: digest }) => [path, digest]));
  async function read(path: string): Promise<Uint8Array | null> {
    const bytes = await from.read(path).catch(async (error: unknown) => {
      const found = isPosthornError(error, 'store-refused') ? await to.read(path) : null;
      if (found === null) throw error;
      return found;
    });
    return bytes !== null && (await sha256(bytes)) === digests.get(path) ? bytes : null;
  }
  return { ...from, read };
}

/** The new store, in which each file gets the name of its copy. */
function renaming(to: PersonalDataStore, move: Move): PersonalDataStore {
  return {
    ...to,
    read: (path) => to.read(copyPath(move, path)),
    write: (path, bytes) => to.write(copyPath(move, path), bytes),
  };
}
