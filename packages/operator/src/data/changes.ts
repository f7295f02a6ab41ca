import { isPosthornError, type SealedData } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import type { DocumentChange } from './commit.ts';
import { takeBack, writeSealed, type FileOwner } from './sealed-files.ts';

/** New content for a place. */
export interface NewContent {
  domain: string;
  area: string;
  data: SealedData;
}

/**
 * Writes new versions into the store and then has `commit` make them count. When that fails or says no, the files are taken back: a
 * write is there whole, or not at all.
 *
 * @returns what `commit` said
 */
export async function changeDocuments(
  owner: FileOwner,
  contents: readonly NewContent[],
  writer: string | null,
  context: OperatorContext,
  commit: (changes: DocumentChange[]) => Promise<boolean>,
): Promise<boolean> {
  const settled = await Promise.allSettled(
    contents.map(async ({ domain, area, data }): Promise<DocumentChange> => {
      const file = await writeSealed(owner, { domain, area }, data, context);
      return { domain, area, ...file, readers: data.recipients.map(({ header }) => header.kid), writer };
    }),
  );
  const written = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  try {
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    const isDone = await commit(written);
    if (!isDone) await takeBack(owner, written, context);
    return isDone;
  } catch (error) {
    // A lost connection to the database does not say whether the commit took effect: what the records name stays.
    const unnamed = isPosthornError(error) ? written : await unnamedOf(written, context);
    await takeBack(owner, unnamed, context);
    throw error;
  }
}

/** The files that no record names; none, if the records cannot be read. What is left goes when the account goes. */
async function unnamedOf(written: readonly DocumentChange[], { database }: OperatorContext): Promise<DocumentChange[]> {
  const paths = written.map(({ path }) => path);
  if (paths.length === 0) return [];
  try {
    const named = await database.selectFrom('documents').select('path').where('path', 'in', paths).execute();
    return written.filter(({ path }) => !named.some((document) => document.path === path));
  } catch {
    return [];
  }
}
