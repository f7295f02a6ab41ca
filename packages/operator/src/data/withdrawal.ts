import { nextConsent, PosthornError, type ConsentAct } from '@posthorn/protocol';
import type { DatabaseTransaction } from '../database/schema.ts';
import { permissionsOf, stateAfter, stateOf, type PermissionRow } from './permissions.ts';

/** What a person's click has done. */
export interface Withdrawal {
  /** Whether the connection is gone. */
  ended: boolean;
  /** What allows nothing any more. */
  over: PermissionRow[];
  /** What still allows something, because it does not rest on consent. */
  remaining: PermissionRow[];
}

/**
 * Withdraws these consents: all or none.
 *
 * @throws PosthornError `basis-not-consent`, `consent-not-possible`
 */
export async function withdrawConsents(
  connectionId: string,
  ids: readonly string[],
  transaction: DatabaseTransaction,
): Promise<Withdrawal> {
  const rows = await permissionsOf(connectionId, transaction);
  const over = [...new Set(ids)].map((id) => {
    const row = rows.find((known) => known.id === id);
    if (row === undefined) throw unknownPermission(id);
    return row;
  });
  for (const row of over) await withdraw(row, transaction);
  return { ended: false, over, remaining: rows.filter((row) => isRefused(row, 'end-connection')) };
}

/** Ends a connection. If something in it does not rest on consent, the connection stays for that, and all consents are withdrawn. */
export async function endConnection(connectionId: string, transaction: DatabaseTransaction): Promise<Withdrawal> {
  const rows = await permissionsOf(connectionId, transaction);
  const remaining = rows.filter((row) => isRefused(row, 'end-connection'));
  if (remaining.length === 0) {
    await transaction.deleteFrom('connections').where('id', '=', connectionId).execute();
    return { ended: true, over: rows, remaining };
  }
  const over = rows.filter((row) => !isRefused(row, 'withdraw'));
  for (const row of over) await withdraw(row, transaction);
  return { ended: false, over, remaining };
}

async function withdraw(row: PermissionRow, transaction: DatabaseTransaction): Promise<void> {
  const step = nextConsent(row.terms, stateOf(row), 'withdraw');
  if ('refused' in step && step.refused === 'basis-not-consent') throw notByConsent(row);
  const state = stateAfter(row.terms, row.state, 'withdraw');
  await transaction
    .updateTable('permissions')
    .set({ state, decided_at: Math.floor(Date.now() / 1000) })
    .where('connection_id', '=', row.connection_id)
    .where('id', '=', row.id)
    .execute();
}

function isRefused(row: PermissionRow, act: ConsentAct): boolean {
  return 'refused' in nextConsent(row.terms, stateOf(row), act);
}

function notByConsent({ terms: { id, lawfulBasis, ground } }: PermissionRow): PosthornError {
  return new PosthornError('basis-not-consent', `The permission rests on ${lawfulBasis}, not on consent.`, {
    mend: 'Object to the service, or end the contract with it; the details name the legal ground.',
    details: { permission: id, lawfulBasis, ...(ground !== undefined && { ground }) },
  });
}

function unknownPermission(id: string): PosthornError {
  return new PosthornError('consent-not-possible', 'The connection has no permission of this id.', {
    mend: 'Give ids of permissions that an ACCOUNT_READ_RESPONSE names for this connection.',
    details: { permission: id },
  });
}
