import type { SealedData } from '@posthorn/protocol';
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
  let isDone = false;
  try {
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    isDone = await commit(written);
    return isDone;
  } finally {
    if (!isDone) await takeBack(owner, written, context);
  }
}
