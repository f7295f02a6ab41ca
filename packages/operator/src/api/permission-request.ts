import { parseDataKey, PosthornError, type PermissionRequestItem } from '@posthorn/protocol';
import { requireOwnConnection } from '../data/as-service.ts';
import { requireConnectionOf } from '../data/connections.ts';
import { lockAccount } from '../data/lock-account.ts';
import { saveRequest } from '../data/permission-requests.ts';
import { isOwnKey, renewPermissions, toLogged } from '../data/permissions.ts';
import { fromService, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/**
 * A connected service asks to be allowed more. The request waits until the person's device fetches it, and the person answers with a
 * CONNECTION_RESPONSE.
 */
export const permissionRequest: WireHandler = fromService('PERMISSION_REQUEST', async (message, service, context) => {
  const { sub, sid, permissions } = message.payload;
  if (sub === undefined) throw withoutConnection();
  const { account_id: accountId } = await requireOwnConnection(message, sub, service, 'request', context);
  const about = { connection: sub, sid, permissions: permissions.map(toLogged) };
  const subject = { accountId, actor: service.clientId, action: 'request', about } as const;
  return recordingRefusals(message, subject, context, async () => {
    for (const asked of permissions) await assertReadKey(asked);
    await once(message, context, async (transaction) => {
      await lockAccount(accountId, transaction);
      await requireConnectionOf(accountId, sub, transaction);
      await renewPermissions(sub, permissions, transaction);
      await saveRequest({ connection_id: sub, sid, jws: message.jws }, transaction);
      await recordDone(message, subject, transaction);
    });
    return { status: 201, body: {} };
  });
});

/** @throws PosthornError `key-invalid` */
async function assertReadKey(asked: PermissionRequestItem): Promise<void> {
  if (asked.type !== 'READ') return;
  await parseDataKey(asked.jwk);
  if (!isOwnKey(asked.jwk.kid)) return;
  throw new PosthornError('key-invalid', 'The key to read with is called like a key of a person.', {
    mend: 'Give the key an id below the service’s own address: <jwksURI>/<thumbprint>.',
  });
}

function withoutConnection(): PosthornError {
  return new PosthornError('block-malformed', 'The request does not say in which connection.', {
    mend: 'Give the id of the connection as sub; who is not connected yet asks with a CONNECTION_REQUEST.',
  });
}
