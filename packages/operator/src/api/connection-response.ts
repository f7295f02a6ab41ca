import {
  PosthornError,
  readWire,
  verifyWireEmbedded,
  type Connection,
  type VerifiedWireMessage,
} from '@posthorn/protocol';
import { lockAccount } from '../data/lock-account.ts';
import { saveDecision, toLogged } from '../data/permissions.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { accountUriOf, assertKeyOf, type AccountRecord } from '../identity/accounts.ts';
import { requireService, type ServiceRecord } from '../identity/services.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/**
 * A person agrees to a connection with a service, or (with the id of a connection that exists) answers a later request of it. The
 * CONNECTION goes on to the service, which does not learn the account.
 */
export const connectionResponse: WireHandler = fromDevice('CONNECTION_RESPONSE', async (message, account, context) => {
  const nested = readWire(message.payload.payload);
  const actor = accountUriOf(account.id);
  const subject = { accountId: account.id, actor, action: 'connect', about: { service: nested.aud } } as const;
  return recordingRefusals(message, subject, context, async () => {
    const service = await requireService(nested.aud, context.database);
    const { key, payload } = await verifyWireEmbedded('CONNECTION', nested, { audience: [service.clientId] });
    await assertKeyOf(account, key);
    const event = await once(message, context, async (transaction) => {
      await lockAccount(account.id, transaction);
      const isNew = await saveConnection(account, service, payload, nested.jws, transaction);
      await saveDecision({ id: payload.sub, account_id: account.id }, payload.permissions ?? {}, transaction);
      await forgetRequest(payload, transaction);
      await recordAgreement(message, account, service, payload, isNew, transaction);
      return context.events.enqueue(transaction, service, {
        type: 'CONNECTION_EVENT',
        connection: payload.sub,
        payload: nested.jws,
      });
    });
    await context.events.deliverNow(event);
    return { status: 201, body: { connection: payload.sub } };
  });
});

/** @returns whether it is a new connection */
async function saveConnection(
  account: AccountRecord,
  service: ServiceRecord,
  { sub }: Connection,
  jws: string,
  transaction: DatabaseTransaction,
): Promise<boolean> {
  const known = await transaction
    .selectFrom('connections')
    .select(['id', 'account_id', 'service'])
    .where((where) =>
      where.or([where('id', '=', sub), where.and({ account_id: account.id, service: service.clientId })]),
    )
    .execute();
  const [same] = known;
  if (same === undefined) {
    await transaction
      .insertInto('connections')
      .values({ id: sub, account_id: account.id, service: service.clientId, jws })
      .execute();
    return true;
  }
  const isIt = same.id === sub && same.account_id === account.id && same.service === service.clientId;
  if (!isIt || known.length > 1) throw taken();
  await transaction.updateTable('connections').set({ jws }).where('id', '=', sub).execute();
  return false;
}

async function forgetRequest({ sub, sid }: Connection, transaction: DatabaseTransaction): Promise<void> {
  await transaction.deleteFrom('permission_requests').where('connection_id', '=', sub).where('sid', '=', sid).execute();
}

async function recordAgreement(
  message: VerifiedWireMessage<'CONNECTION_RESPONSE'>,
  account: AccountRecord,
  { clientId }: ServiceRecord,
  { sub, permissions: { approved = [], denied = [] } = {} }: Connection,
  isNew: boolean,
  transaction: DatabaseTransaction,
): Promise<void> {
  const subject = { accountId: account.id, actor: accountUriOf(account.id) };
  const about = { service: clientId, connection: sub };
  if (isNew) await recordDone(message, { ...subject, action: 'connect', about }, transaction);
  if (approved.length > 0) {
    const granted = { ...about, permissions: approved.map(toLogged) };
    await recordDone(message, { ...subject, action: 'grant', about: granted }, transaction);
  }
  if (denied.length > 0) {
    const refused = { ...about, permissions: denied.map(toLogged) };
    await recordDone(message, { ...subject, action: 'denial', about: refused }, transaction);
  }
}

function taken(): PosthornError {
  return new PosthornError('connection-taken', 'The account and the service are connected under another id already.', {
    mend: 'Log in with the connection that there is, or end it first; for a new one choose a new random id.',
  });
}
