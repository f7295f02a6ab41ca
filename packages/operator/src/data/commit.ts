import { CompiledQuery } from 'kysely';
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
  const ids = commits.map(({ accountId }) => accountId);
  const statement = statements[isAnyDelayed(commits) ? 'delayed' : 'chained'][isAnyWritten(commits) ? 'write' : 'read'];
  try {
    const query = CompiledQuery.raw(statement, [JSON.stringify(commits.map(toRow)), ids]);
    const { rows } = await database.executeQuery<{ n: number }>(query);
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

function isAnyDelayed(commits: readonly DataCommit[]): boolean {
  return commits.some(({ delayedUntil }) => delayedUntil !== null);
}

function isAnyWritten(commits: readonly DataCommit[]): boolean {
  return commits.some(({ documents }) => documents.length > 0);
}

function toRow({ message, entry, ...commit }: DataCommit, n: number): Record<string, unknown> {
  return { n, ...commit, ...message, ...entry, entry: commit.delayedUntil === null ? null : entry };
}

/** The commits as a table. Its columns are named one by one: see `createPreparingClient`. */
const asked = `asked as (
    select n, "accountId", revision, digest, "expiresAt", "delayedUntil", "storeSealed", at, action, actor, outcome, about, evidence, jws,
      content, entry, documents
    from json_to_recordset($1::json) as (n integer, "accountId" text, revision bigint, digest text, "expiresAt" bigint,
      "delayedUntil" bigint, "storeSealed" text, at bigint, action text, actor text, outcome text, about jsonb, evidence text, jws text,
      content text, entry jsonb, documents json)
  )`;

/** The list of ids has PostgreSQL look up the accounts one by one, however few there are in all. */
const isUnchanged = `a.id = q."accountId" and a.id = any ($2::text[]) and a.revision = q.revision and a.key is not null`;

const chained = `head as (
    update accounts a set ${nextHead} from asked q
    where ${isUnchanged} and q."delayedUntil" is null
    returning q.n, a.log_seq, a.log_previous, a.log_head
  ), entry as (
    insert into access_log (account_id, seq, at, action, actor, outcome, about, evidence, jws, previous, hash)
    select "accountId", log_seq, at, action, actor, outcome, about, evidence, jws, log_previous, log_head from head join asked using (n)
  )`;

const unchanged = 'unchanged as (select n from head)';

const delayed = `held as (
    select q.n from asked q join accounts a on ${isUnchanged} where q."delayedUntil" is not null for update of a
  ), waiting as (
    insert into delayed_entries (id, account_id, until, entry)
    select gen_random_uuid()::text, "accountId", "delayedUntil", entry from asked join held using (n)
  ), unchanged as (select n from head union all select n from held)`;

const taken = `taken as (
    insert into accepted_messages (digest, expires_at) select digest, "expiresAt" from asked join unchanged using (n)
  )`;

// A place that is filled anew begins above all its earlier versions: each of them has moved the log on by one.
const replaced = `changed as (
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

/** Texts, so that nothing is put together for each commit anew. */
const statements = {
  chained: statementsFor(unchanged),
  delayed: statementsFor(delayed),
};

function statementsFor(done: string): { read: string; write: string } {
  return {
    read: `with ${asked}, ${chained}, ${done}, ${taken} select n from unchanged`,
    write: `with ${asked}, ${chained}, ${done}, ${taken}, ${replaced} select n from unchanged`,
  };
}

function isReplay(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'accepted_messages_pkey';
}
