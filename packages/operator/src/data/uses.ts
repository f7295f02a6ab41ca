import { mayUse, nextConsent, periodStart, consentRefusals, PosthornError } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { commitData, type DataCommit } from './commit.ts';
import type { PermissionRow } from './permissions.ts';

/** Whether a permission may be used now, by what the records said when it was read; a sentence why not, or null. */
export function refusalOf({ terms, state, used_at }: PermissionRow, now: Date): string | null {
  const answer = mayUse(terms, state, used_at.map(toDate), now);
  return answer.allowed ? null : consentRefusals[answer.refused];
}

/**
 * Commits the use of permissions. Those that may be used only so often are counted in the same transaction, under the lock of the
 * account, so that two uses at once do not both count as the last one.
 *
 * @returns false when the account has changed and all has to be looked at again
 * @throws PosthornError `message-replayed`, `consent-missing`
 */
export async function commitUse(
  connectionId: string,
  used: readonly PermissionRow[],
  commit: DataCommit,
  { database, records }: Pick<OperatorContext, 'database' | 'records'>,
): Promise<boolean> {
  const counted = used.filter(({ terms }) => terms.frequency !== undefined);
  if (counted.length === 0) return records.commit(commit);
  return database.transaction().execute(async (transaction) => {
    if (!(await commitData(commit, transaction))) return false;
    for (const { id } of counted) await countUse(connectionId, id, new Date(), transaction);
    return true;
  });
}

async function countUse(connectionId: string, id: string, now: Date, transaction: DatabaseTransaction): Promise<void> {
  const row = await transaction
    .selectFrom('permissions')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const refusal = refusalOf(row, now);
  if (refusal !== null) throw missing(refusal);
  const step = nextConsent(row.terms, row.state, 'use');
  const { frequency } = row.terms;
  // Uses of earlier periods do not count any more.
  const since = typeof frequency === 'object' ? periodStart(frequency.per, now).getTime() / 1000 : 0;
  const usedAt = [...row.used_at.filter((at) => at >= since), Math.floor(now.getTime() / 1000)];
  await transaction
    .updateTable('permissions')
    .set({ state: 'to' in step ? step.to : row.state, used_at: JSON.stringify(usedAt) })
    .where('connection_id', '=', connectionId)
    .where('id', '=', id)
    .execute();
}

/** The person has not agreed to this, or not any more. */
export function missing(why: string): PosthornError {
  return new PosthornError('consent-missing', why, {
    mend: 'Ask for it with a PERMISSION_REQUEST; the person decides.',
  });
}

function toDate(seconds: number): Date {
  return new Date(seconds * 1000);
}
