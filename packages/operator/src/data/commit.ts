import { sql } from 'kysely';
import { headOf, insertEntry, type LogEntry } from '../access-log/append.ts';
import type { Database, DatabaseTransaction } from '../database/schema.ts';
import { replayed } from '../api/wire-handler.ts';

/** A new version of a document, already in its store. */
export interface DocumentChange {
  domain: string;
  area: string;
  path: string;
  size: number;
  sha256: string;
  readers: string[];
  /** clientId; null for the person's device. */
  writer: string | null;
}

/** Everything that one use of data changes. */
export interface DataCommit {
  accountId: string;
  /** The account's revision under which the use was allowed. */
  revision: number;
  /** Remembers the message, so that it is taken once. */
  message: { digest: string; expiresAt: number };
  entry: LogEntry;
  /** If set, the entry waits until then (seconds since 1970) before it is chained. */
  delayedUntil: number | null;
  /** Sealed options of the store in which replaced files lie. */
  storeSealed: string;
  documents: DocumentChange[];
}

/**
 * Writes all of it in one statement: the message, the log, the new versions, and the files that they replace.
 *
 * @returns false (and nothing is written) when the account has changed since `revision`: what allowed it has to be looked at again
 * @throws PosthornError `message-replayed`
 */
export async function commitData(commit: DataCommit, database: Database | DatabaseTransaction): Promise<boolean> {
  const { accountId, message } = commit;
  try {
    const { rows } = await sql<{ done: number }>`
      with ${commit.delayedUntil === null ? chained(commit) : delayed(commit, commit.delayedUntil)},
      taken as (
        insert into accepted_messages (digest, expires_at) select ${message.digest}::text, ${message.expiresAt}::bigint from head
      )${commit.documents.length === 0 ? sql`` : sql`, ${replacedDocuments(accountId, commit)}`}
      select count(*)::int as done from head`.execute(database);
    return rows[0]?.done === 1;
  } catch (error) {
    if (isReplay(error)) throw replayed();
    throw error;
  }
}

function chained({ accountId, entry, revision }: DataCommit): ReturnType<typeof sql> {
  return sql`${headOf(accountId, entry, revision)}, entry as (${insertEntry(accountId, entry)})`;
}

function delayed({ accountId, entry, revision }: DataCommit, until: number): ReturnType<typeof sql> {
  return sql`head as (select id from accounts where id = ${accountId} and revision = ${revision} for update),
    entry as (
      insert into delayed_entries (id, account_id, until, entry)
      select gen_random_uuid()::text, id, ${until}::bigint, ${JSON.stringify(entry)}::jsonb from head
    )`;
}

function replacedDocuments(accountId: string, { documents, storeSealed, entry }: DataCommit): ReturnType<typeof sql> {
  // A place that is filled anew begins above all its earlier versions: each of them has moved the log on by one.
  return sql`changed as (
    insert into documents as d (account_id, domain, area, version, path, size, sha256, readers, writer, changed_at)
    select ${accountId}::text, n.domain, n.area, head.log_seq, n.path, n.size, n.sha256, n.readers, n.writer, ${entry.at}::bigint
    from head, jsonb_to_recordset(${JSON.stringify(documents)}::jsonb)
      as n (domain text, area text, path text, size bigint, sha256 text, readers jsonb, writer text)
    on conflict (account_id, domain, area) do update set version = d.version + 1, previous_path = d.path, path = excluded.path,
      size = excluded.size, sha256 = excluded.sha256, readers = excluded.readers, writer = excluded.writer, changed_at = excluded.changed_at
    returning d.previous_path
  ), discarded as (
    insert into discarded_files (account_id, path, store_sealed, due_at)
    select ${accountId}::text, previous_path, ${storeSealed}::text, ${entry.at}::bigint from changed where previous_path is not null
  )`;
}

function isReplay(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'accepted_messages_pkey';
}
