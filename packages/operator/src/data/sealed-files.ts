import { createHash } from 'node:crypto';
import { PosthornError, type SealedData } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { newDataPath } from './data-path.ts';

/** Whose files, and where they lie. */
export interface FileOwner {
  accountId: string;
  storeSealed: string;
}

/** A file that was written. */
export interface WrittenFile {
  path: string;
  size: number;
  sha256: string;
}

const utf8 = new TextDecoder();

/**
 * The sealed document in a file that the records name.
 *
 * @throws PosthornError `document-lost`, and what the store throws
 */
export async function readSealed(owner: FileOwner, path: string, context: OperatorContext): Promise<SealedData> {
  const store = await context.storeOf(owner.accountId, owner.storeSealed);
  const bytes = await store.read(path);
  if (bytes !== null) return JSON.parse(utf8.decode(bytes)) as SealedData;
  throw new PosthornError('document-lost', 'A document is missing in the personal data store.', {
    mend: 'Restore the store from a backup, or have the service write the data again.',
  });
}

/** Writes a version of a document under a name of its own; no record names it yet. */
export async function writeSealed(
  owner: FileOwner,
  place: { domain: string; area: string },
  data: SealedData,
  context: OperatorContext,
): Promise<WrittenFile> {
  const store = await context.storeOf(owner.accountId, owner.storeSealed);
  const bytes = Buffer.from(JSON.stringify(data));
  const path = newDataPath(owner.accountId, place.domain, place.area);
  await store.write(path, bytes);
  return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Takes back files that no record came to name. What cannot be deleted now goes when the account goes. */
export async function takeBack(
  owner: FileOwner,
  files: readonly WrittenFile[],
  context: OperatorContext,
): Promise<void> {
  const store = await context.storeOf(owner.accountId, owner.storeSealed);
  await Promise.allSettled(files.map(({ path }) => store.delete(path)));
}
