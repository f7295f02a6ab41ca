import {
  consentAt,
  consentRefusals,
  nextConsent,
  PosthornError,
  type AccountReadResponse,
  type ConnectionRecord,
  type PermissionRecord,
} from '@posthorn/protocol';
import type { OldLock, Withdrawal } from './agreement.ts';

/** What has to happen so that one permission is taken back. Throws `permission-unknown`, `basis-not-consent`. */
export function withdrawalOf(
  { connections }: AccountReadResponse,
  permissionId: string,
): { service: string; withdrawal: Withdrawal } {
  for (const connection of connections) {
    const permission = connection.permissions.find(({ id }) => id === permissionId);
    if (!permission) continue;
    assertWithdrawable(permission);
    const withdrawal = { connectionId: connection.id, permissions: [permissionId], locks: locksOf([permission]) };
    return { service: connection.service.clientId, withdrawal };
  }
  throw new PosthornError('permission-unknown', 'There is no permission of this id.', {
    mend: 'Look at the overview again.',
    details: { permission: permissionId },
  });
}

/**
 * What has to happen so that a connection is ended. Null if there is none.
 *
 * Throws `basis-not-consent` if something in it rests on another ground than consent; the consents can be
 * withdrawn one by one.
 */
export function endOf({ connections }: AccountReadResponse, service: string): Withdrawal | null {
  const connection = connections.find((record) => record.service.clientId === service);
  if (!connection) return null;
  const active = activeOf(connection);
  for (const permission of active) assertWithdrawable(permission);
  return { connectionId: connection.id, permissions: null, locks: locksOf(active) };
}

function activeOf({ permissions }: ConnectionRecord): PermissionRecord[] {
  return permissions.filter((record) => consentAt(record, record.state, new Date()) === 'active');
}

function assertWithdrawable(permission: PermissionRecord): void {
  const state = consentAt(permission, permission.state, new Date());
  const step = nextConsent(permission, state, 'withdraw');
  if ('to' in step) return;
  const { id, lawfulBasis, ground, type, area } = permission;
  const because = ground === undefined ? lawfulBasis : `${lawfulBasis}: ${ground}`;
  const details = { permission: id, lawfulBasis, ground: ground ?? null };
  if (step.refused !== 'basis-not-consent') {
    throw new PosthornError('consent-not-possible', consentRefusals[step.refused], {
      mend: 'Look at the overview again.',
      details,
    });
  }
  throw new PosthornError(
    'basis-not-consent',
    `The permission ${type} on ${area} does not rest on consent (${because}), so a click cannot take it away.`,
    { mend: 'Ask the service to end it, or object to it there (GDPR Art. 21).', details },
  );
}

function locksOf(permissions: readonly PermissionRecord[]): OldLock[] {
  return permissions.flatMap((record) => {
    if (!('kid' in record)) return [];
    const { domain, area, kid } = record;
    return [{ domain, area, kid }];
  });
}

/** The operator keeps a connection for something that was agreed to meanwhile, on another device for example. */
export function connectionStays(service: string): PosthornError {
  return new PosthornError(
    'basis-not-consent',
    'All consents are taken back, but the connection stays: something in it does not rest on consent.',
    {
      mend: 'Look at the overview; ask the service to end the rest, or object to it there (GDPR Art. 21).',
      details: { service },
    },
  );
}
