import { RetryLayer, TimeoutLayer, type Operator, type Reader } from 'opendal';
import { within } from './deadline.ts';
import { isDeleted, isNotFound, toStoreError } from './failures.ts';
import { inParallel } from './in-parallel.ts';
import { listDeep } from './listing.ts';
import { requireFolder, requirePath, type PersonalDataStore } from './personal-data-store.ts';
import { probe } from './probe.ts';

/** The largest document that is read, in bytes: messages are at most 1 MiB, so a larger one is none of ours. */
const largest = 2 * 1024 * 1024;

/** Deletions at once. */
const atOnce = 8;

/**
 * A personal data store on Apache OpenDAL.
 *
 * @param open gives the opened backend; called before every operation, inside its time limit
 * @param patience milliseconds that an operation may take, tries and all; of `list` and `deleteAll`, each of their steps
 */
export function createOpendalStore(open: () => Promise<Operator>, patience: number): PersonalDataStore {
  async function limited<T>(work: (operator: Operator) => Promise<T>): Promise<T> {
    try {
      return await within(patience, open().then(work));
    } catch (error) {
      throw toStoreError(error);
    }
  }

  async function remove(path: string): Promise<void> {
    await limited((operator) => operator.delete(path).catch(unlessDeleted));
  }

  async function listing(folder: string): ReturnType<typeof listDeep> {
    const operator = await limited(async (opened) => opened);
    return listDeep(operator, folder, patience).catch((error: unknown) => {
      throw toStoreError(error);
    });
  }

  const store = {
    async read(path: string): Promise<Uint8Array | null> {
      requirePath(path);
      return limited((operator) => readWhole(operator, path).catch(nullIfNotFound));
    },
    async write(path: string, bytes: Uint8Array): Promise<void> {
      requirePath(path);
      const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      await limited((operator) => operator.write(path, content));
    },
    async delete(path: string): Promise<void> {
      requirePath(path);
      await remove(path);
    },
    async deleteAll(folder: string): Promise<void> {
      requireFolder(folder);
      const { files, folders } = await listing(folder);
      await inParallel(atOnce, files, remove);
      for (const path of folders.toReversed()) await remove(path);
    },
    async list(folder: string): Promise<string[]> {
      if (folder !== '') requireFolder(folder);
      return (await listing(folder)).files.toSorted();
    },
  };
  return { ...store, check: () => probe(store) };
}

/**
 * Gives a backend time limits and retries that fit into the patience of the store: three tries, each with its own limit.
 *
 * @param patience milliseconds
 */
export function withLimits(operator: Operator, patience: number): Operator {
  const timeout = new TimeoutLayer();
  timeout.timeout = Math.ceil(patience * 0.3);
  timeout.ioTimeout = Math.ceil(patience * 0.3);
  const retry = new RetryLayer();
  retry.maxTimes = 2;
  retry.minDelay = 50;
  retry.maxDelay = Math.max(50, Math.ceil(patience * 0.05));
  retry.jitter = true;
  return operator.layer(timeout.build()).layer(retry.build());
}

/** Reads a document piece by piece, so that a store that answers without end fills no memory. */
async function readWhole(operator: Operator, path: string): Promise<Uint8Array> {
  const reader: Reader = await operator.reader(path);
  const piece = Buffer.allocUnsafe(64 * 1024);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const length = Number(await reader.read(piece));
    if (length === 0) return Buffer.concat(pieces);
    size += length;
    if (size > largest) throw new Error('TooLarge (permanent) at read');
    pieces.push(Uint8Array.from(piece.subarray(0, length)));
  }
}

function nullIfNotFound(error: unknown): null {
  if (isNotFound(error)) return null;
  throw error;
}

function unlessDeleted(error: unknown): void {
  if (!isDeleted(error)) throw error;
}
