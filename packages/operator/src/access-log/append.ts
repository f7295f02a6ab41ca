import { hash } from 'node:crypto';
import { accessLogText, type AccessAction, type JsonObject } from '@posthorn/protocol';
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

/** The same for an entry that has its time already. Nothing happens when the account was deleted. */
export async function appendEntry(accountId: string, entry: LogEntry, transaction: DatabaseTransaction): Promise<void> {
  const { at, action, actor, outcome, evidence, jws, content } = entry;
  await sql`with head as (
      update accounts set ${sql.raw(nextHead)} from (select ${content}::text as content) said
      where id = ${accountId} and key is not null
      returning log_seq, log_previous, log_head
    )
    insert into access_log (account_id, seq, at, action, actor, outcome, about, evidence, jws, previous, hash)
    select ${accountId}::text, log_seq, ${at}::bigint, ${action}::text, ${actor}::text, ${outcome}::text,
      ${JSON.stringify(entry.about)}::jsonb, ${evidence}::text, ${jws}::text, log_previous, log_head
    from head`.execute(transaction);
}

/** An entry that only has to be chained. */
export interface LogEntry extends LogDraft {
  /** Seconds since 1970. */
  at: number;
  content: string;
}

/** An entry with its time and its digest. */
export async function logEntry(draft: LogDraft, at: number = Math.floor(Date.now() / 1000)): Promise<LogEntry> {
  return { ...draft, at, content: hash('sha256', accessLogText({ ...draft, at })) };
}

/** What moves the head of an account's chain on, in an update of `accounts` from a table with the `content`: see `accessLogHash`. */
export const nextHead: string = `
    log_seq = log_seq + 1,
    log_previous = log_head,
    log_head = encode(sha256(convert_to(log_head || ':' || (log_seq + 1) || ':' || content, 'UTF8')), 'hex')`;
