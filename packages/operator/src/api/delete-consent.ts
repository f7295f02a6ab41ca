import { requireConnectionOf } from '../data/connections.ts';
import { lockAccount } from '../data/lock-account.ts';
import { toLogged, type PermissionRow } from '../data/permissions.ts';
import { endConnection, withdrawConsents } from '../data/withdrawal.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/**
 * The person withdraws consents of a connection, or ends all of it. What rests on another lawful basis stays, and with it the
 * connection; the reply names it. No data is touched: changing its locks is up to the device.
 */
export const deleteConsent: WireHandler = fromDevice('DELETE_CONSENT', async (message, account, context) => {
  const { sub, permissions } = message.payload;
  const actor = accountUriOf(account.id);
  const asked = { connection: sub, ...(permissions !== undefined && { permissions }) };
  const subject = { accountId: account.id, actor, action: 'withdrawal', about: asked } as const;
  return recordingRefusals(message, subject, context, async () => {
    const { ended, remaining } = await once(message, context, async (transaction) => {
      await lockAccount(account.id, transaction);
      const { service } = await requireConnectionOf(account.id, sub, transaction);
      const withdrawal =
        permissions === undefined
          ? await endConnection(sub, transaction)
          : await withdrawConsents(sub, permissions, transaction);
      const about = {
        connection: sub,
        service,
        ended: withdrawal.ended,
        permissions: withdrawal.over.map(({ terms }) => toLogged(terms)),
      };
      await recordDone(message, { ...subject, about }, transaction);
      return withdrawal;
    });
    return { body: { ended, remaining: remaining.map(toRemaining) } };
  });
});

/** What a click cannot take away, and why. */
function toRemaining({ terms: { id, lawfulBasis, ground } }: PermissionRow): Record<string, unknown> {
  return { id, lawfulBasis, ...(ground !== undefined && { ground }) };
}
