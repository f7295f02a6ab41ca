import { sql, type RawBuilder } from 'kysely';
import { nextHead, type LogEntry } from '../access-log/append.ts';
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
 * Writes all of it in one statement: the messages, the log, the new versions, and the files that they replace.
 *
 * @param commits each of another account
 * @returns for each whether it was done; false (and nothing of it is written) when its account has changed since `revision`: what allowed
 * it has to be looked at again
 * @throws PosthornError `message-replayed`; then nothing at all is written
 */
export async function commitAll(
  commits: readonly DataCommit[],
  database: Database | DatabaseTransaction,
): Promise<boolean[]> {
  const writes = commits.some(({ documents }) => documents.length > 0);
  try {
    const { rows } = await sql<{ n: number }>`
      with ${asked(commits)}, ${heads(commits)}, ${records}${writes ? sql`, ${replacedDocuments}` : sql``}
      select n from unchanged`.execute(database);
    const done = new Set(rows.map(({ n }) => n));
    return commits.map((_commit, n) => done.has(n));
  } catch (error) {
    if (isReplay(error)) throw replayed();
    throw error;
  }
}

/** The same for one account. */
export async function commitData(commit: DataCommit, database: Database | DatabaseTransaction): Promise<boolean> {
  const [done = false] = await commitAll([commit], database);
  return done;
}

function asked(commits: readonly DataCommit[]): RawBuilder<unknown> {
  const rows = commits.map(({ message, entry, ...commit }, n) => {
    const kept = commit.delayedUntil === null ? null : entry;
    return { n, ...commit, ...message, ...entry, entry: kept };
  });
  return sql`asked as (
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as (
      n integer, "accountId" text, revision bigint, digest text, "expiresAt" bigint, "delayedUntil" bigint, "storeSealed" text,
      at bigint, action text, actor text, outcome text, about jsonb, evidence text, jws text, content text, entry jsonb, documents json
    )
  )`;
}

/**
 * Accounts are locked in one order, so that operators that do this at the same time never wait for each other in a circle. They are named
 * by a list, too, which has PostgreSQL look them up one by one, however few there are in all.
 */
function heads(commits: readonly DataCommit[]): RawBuilder<unknown> {
  const ids = commits.map(({ accountId }) => accountId);
  return sql`unchanged as (
    select q.n, a.id from accounts a join asked q on q."accountId" = a.id and q.revision = a.revision
    where a.id = any (${ids}::text[]) and a.key is not null order by a.id for update of a
  ), head as (
    update accounts a set ${nextHead(sql.ref('q.content'))}
    from asked q join unchanged u on u.n = q.n
    where a.id = any (${ids}::text[]) and a.id = u.id and q."delayedUntil" is null
    returning q.n, a.log_seq, a.log_previous, a.log_head
  )`;
}

const records = sql`taken as (
    insert into accepted_messages (digest, expires_at)
    select digest, "expiresAt" from asked join unchanged using (n) order by digest
  ), entry as (
    insert into access_log (account_id, seq, at, action, actor, outcome, about, evidence, jws, previous, hash)
    select "accountId", log_seq, at, action, actor, outcome, about, evidence, jws, log_previous, log_head
    from head join asked using (n)
  ), waiting as (
    insert into delayed_entries (id, account_id, until, entry)
    select gen_random_uuid()::text, "accountId", "delayedUntil", entry
    from asked join unchanged using (n) where "delayedUntil" is not null
  )`;

// A place that is filled anew begins above all its earlier versions: each of them has moved the log on by one.
const replacedDocuments = sql`changed as (
    insert into documents as d (account_id, domain, area, version, path, size, sha256, readers, writer, changed_at)
    select q."accountId", w.domain, w.area, head.log_seq, w.path, w.size, w.sha256, w.readers, w.writer, q.at
    from head join asked q using (n), json_to_recordset(q.documents)
      as w (domain text, area text, path text, size bigint, sha256 text, readers jsonb, writer text)
    on conflict (account_id, domain, area) do update set version = d.version + 1, previous_path = d.path, path = excluded.path,
      size = excluded.size, sha256 = excluded.sha256, readers = excluded.readers, writer = excluded.writer, changed_at = excluded.changed_at
    returning d.account_id, d.previous_path
  ), discarded as (
    insert into discarded_files (account_id, path, store_sealed, due_at)
    select c.account_id, c.previous_path, q."storeSealed", q.at
    from changed c join asked q on q."accountId" = c.account_id where c.previous_path is not null
  )`;

function isReplay(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'accepted_messages_pkey';
}
