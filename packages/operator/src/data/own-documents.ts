import { isPosthornError, type Path, type PathError, type SealedData } from '@posthorn/protocol';
import { sql } from 'kysely';
import type { OperatorContext } from '../context.ts';
import type { Database } from '../database/schema.ts';
import { unknownAccount } from '../identity/accounts.ts';
import { inParallel } from '../pds/in-parallel.ts';
import { readSealed, type FileOwner } from './sealed-files.ts';

/** What the records say of one stored document. */
export interface StoredDocument extends Path {
  version: number;
  path: string;
  /** Bytes. */
  size: number;
  /** clientId; null for the person's device. */
  writer: string | null;
}

/** What the records say of documents of one account, in one look. */
export interface OwnDocuments extends FileOwner {
  /** Of the account, when this was read. */
  revision: number;
  /** Those of the places that hold one. */
  documents: StoredDocument[];
}

/** A document with its content. */
export interface SealedDocument {
  version: number;
  data: SealedData;
}

/** The documents of an account at some places. @throws PosthornError `account-unknown` */
export async function findDocuments(
  accountId: string,
  places: readonly Path[],
  database: Database,
): Promise<OwnDocuments> {
  const asked = JSON.stringify(places.map(({ domain, area }) => ({ domain, area })));
  const { rows } = await sql<{ revision: number; store_sealed: string; documents: StoredDocument[] | null }>`
    select a.revision, a.store_sealed, (
      select json_agg(json_build_object('domain', d.domain, 'area', d.area, 'version', d.version, 'path', d.path, 'size', d.size,
        'writer', d.writer))
      from documents d where d.account_id = a.id and (d.domain, d.area) in
        (select p.domain, p.area from jsonb_to_recordset(${asked}::jsonb) as p (domain text, area text))
    ) as documents
    from accounts a where a.id = ${accountId} and a.key is not null`.execute(database);
  const [row] = rows;
  if (row === undefined) throw unknownAccount();
  return { accountId, revision: row.revision, storeSealed: row.store_sealed, documents: row.documents ?? [] };
}

/** The document at a place. */
export function documentAt({ documents }: OwnDocuments, { domain, area }: Path): StoredDocument | undefined {
  return documents.find((document) => document.domain === domain && document.area === area);
}

/** Files that are read at once. */
const atOnce = 4;

/**
 * Goes through places, and answers for each: what `answer` makes of its document, or why there is nothing. What fails at one place does
 * not fail the others.
 *
 * @param room bytes that all documents together may have; those that do not fit any more are refused
 */
export async function readPlaces<T>(
  accountId: string,
  places: readonly Path[],
  room: number,
  context: OperatorContext,
  answer: (found: SealedDocument | null) => T | { error: PathError },
): Promise<(Path & (T | { error: PathError }))[]> {
  const answered: (Path & (T | { error: PathError }))[] = [];
  let left = room;
  function fits(size: number): boolean {
    if (size > left) return false;
    left -= size;
    return true;
  }
  await inParallel(atOnce, places.entries(), async ([index, { domain, area }]) => {
    const found = await readNewest(accountId, { domain, area }, context, fits);
    answered[index] = { domain, area, ...('error' in found ? found : answer(found.document)) };
  });
  return answered;
}

/** The newest version at a place. When it is replaced while it is read, there is a newer one. */
async function readNewest(
  accountId: string,
  place: Path,
  context: OperatorContext,
  fits: (size: number) => boolean,
): Promise<{ document: SealedDocument | null } | { error: PathError }> {
  let lost: string | null = null;
  for (;;) {
    const found = await findDocuments(accountId, [place], context.database);
    const document = documentAt(found, place);
    if (document === undefined) return { document: null };
    if (!fits(document.size)) return { error: tooMuch };
    try {
      return { document: { version: document.version, data: await readSealed(found, document.path, context) } };
    } catch (error) {
      if (!isPosthornError(error)) throw error;
      if (error.code !== 'document-lost' || lost === document.path) return { error: toPathError(error) };
      lost = document.path;
    }
  }
}

const tooMuch: PathError = {
  message: 'The answer would be too large. Ask for this place in a message of its own.',
  status: 413,
  code: 'block-too-large',
};

function toPathError({ message, mend, code }: { message: string; mend: string; code: string }): PathError {
  return { message: `${message} ${mend}`, code };
}
