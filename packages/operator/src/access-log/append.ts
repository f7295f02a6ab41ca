import { accessLogContent, type AccessAction, type JsonObject } from '@posthorn/protocol';
import { sql } from 'kysely';
import type { DatabaseTransaction } from '../database/schema.ts';
import type { Evidence } from './evidence.ts';

/** What is recorded of one act. */
export interface LogDraft extends Evidence {
  action: AccessAction;
  /** clientId of a service, or the account's URI. */
  actor: string;
  /** `done`, or the error code of the refusal. */
  outcome: string;
  about: JsonObject;
}

/** Appends an entry to the hash chain of an account. Whoever writes for the same account waits until the transaction ends. */
export async function appendLog(accountId: string, draft: LogDraft, transaction: DatabaseTransaction): Promise<void> {
  await appendEntry(accountId, await logEntry(draft), transaction);
}

/** The same for an entry that has its time already. */
export async function appendEntry(accountId: string, entry: LogEntry, transaction: DatabaseTransaction): Promise<void> {
  await sql`with ${headOf(accountId, entry)}, entry as (${insertEntry(accountId, entry)}) select 1`.execute(
    transaction,
  );
}

/** An entry that only has to be chained. */
export interface LogEntry extends LogDraft {
  /** Seconds since 1970. */
  at: number;
  content: string;
}

/** An entry with its time and its digest. */
export async function logEntry(draft: LogDraft, at: number = Math.floor(Date.now() / 1000)): Promise<LogEntry> {
  return { ...draft, at, content: await accessLogContent({ ...draft, at }) };
}

/**
 * The common table expression `head`: moves the head of the chain on and gives its number and hash. Gives no row when the account has
 * changed since `revision`, or was deleted.
 */
export function headOf(accountId: string, { content }: LogEntry, revision?: number): ReturnType<typeof sql> {
  const unchanged = revision === undefined ? sql`` : sql` and revision = ${revision}`;
  return sql`head as (
    update accounts set
      log_seq = log_seq + 1,
      log_previous = log_head,
      log_head = encode(sha256(convert_to(log_head || ':' || (log_seq + 1) || ':' || ${content}::text, 'UTF8')), 'hex')
    where id = ${accountId} and key is not null${unchanged}
    returning log_seq, log_previous, log_head
  )`;
}

/** Inserts the entry that belongs to `head`. */
export function insertEntry(accountId: string, entry: LogEntry): ReturnType<typeof sql> {
  return sql`
    insert into access_log (account_id, seq, at, action, actor, outcome, about, evidence, jws, previous, hash)
    select ${accountId}::text, log_seq, ${entry.at}::bigint, ${entry.action}::text, ${entry.actor}::text, ${entry.outcome}::text,
      ${JSON.stringify(entry.about)}::jsonb, ${entry.evidence}::text, ${entry.jws}::text, log_previous, log_head
    from head`;
}
