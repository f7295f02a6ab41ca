import type { AccessLogEntry } from '@posthorn/protocol';
import type { Selectable } from 'kysely';
import type { AccessLogTable, DatabaseTransaction } from '../database/schema.ts';

/** Entries of one page, at most. */
const pageLength = 200;

/** Characters of one page, at most, unless a single entry is longer: half of what a message may hold. */
const pageSize = 1024 * 1024;

/** The entries of an account's log after the one with this number, as many as fit into one message. */
export async function readLog(
  accountId: string,
  after: number,
  transaction: DatabaseTransaction,
): Promise<{ entries: AccessLogEntry[]; more: boolean }> {
  const rows = await transaction
    .selectFrom('access_log')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(pageLength + 1)
    .execute();
  const entries: AccessLogEntry[] = [];
  let size = 0;
  for (const row of rows.slice(0, pageLength)) {
    const entry = toEntry(row);
    size += JSON.stringify(entry).length;
    if (size > pageSize && entries.length > 0) break;
    entries.push(entry);
  }
  return { entries, more: entries.length < rows.length };
}

function toEntry({ jws, ...row }: Selectable<AccessLogTable>): AccessLogEntry {
  const { seq, at, action, actor, outcome, about, evidence, previous, hash } = row;
  return { seq, at, action, actor, outcome, about, evidence, ...(jws !== null && { jws }), previous, hash };
}
