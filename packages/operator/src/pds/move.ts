import { PosthornError, sha256 } from '@posthorn/protocol';
import { inParallel } from './in-parallel.ts';
import type { PersonalDataStore } from './personal-data-store.ts';

/** How far a copy is. Counts documents. */
export interface CopyProgress {
  done: number;
  total: number;
}

/** What a copy has done. */
export interface CopyOutcome {
  /** Written, read again and found equal. */
  copied: number;
  /** Were there already, and equal. */
  skipped: number;
  /** Are not in the first store: deleted meanwhile, or lost. */
  missing: string[];
}

/** Documents at once. */
const atOnce = 4;

/**
 * Copies documents from one store to another. Deletes nothing. It may be broken off at any time and run again: what is there and equal
 * is left as it is.
 *
 * @param onProgress called after every document
 * @throws PosthornError `store-copy-differs` when the second store gives back something else than was written; whatever the stores
 *   throw; the reason of the signal
 */
export async function copyAll(
  from: PersonalDataStore,
  to: PersonalDataStore,
  paths: string[],
  onProgress: (progress: CopyProgress) => void,
  signal: AbortSignal,
): Promise<CopyOutcome> {
  const outcome: CopyOutcome = { copied: 0, skipped: 0, missing: [] };
  let done = 0;
  await inParallel(atOnce, paths, async (path) => {
    signal.throwIfAborted();
    const result = await copyOne(from, to, path);
    if (result === 'missing') outcome.missing.push(path);
    else outcome[result] += 1;
    onProgress({ done: ++done, total: paths.length });
  });
  return outcome;
}

async function copyOne(
  from: PersonalDataStore,
  to: PersonalDataStore,
  path: string,
): Promise<'copied' | 'skipped' | 'missing'> {
  const bytes = await from.read(path);
  if (bytes === null) return 'missing';
  const digest = await sha256(bytes);
  if (await holds(to, path, digest)) return 'skipped';
  await to.write(path, bytes);
  if (await holds(to, path, digest)) return 'copied';
  throw new PosthornError('store-copy-differs', 'The new store does not give back what was written into it.', {
    mend: 'Start the move again; if it stays, choose another store. Nothing was deleted in the old one.',
  });
}

async function holds(store: PersonalDataStore, path: string, digest: string): Promise<boolean> {
  const found = await store.read(path);
  return found !== null && (await sha256(found)) === digest;
}
