import { readWire, verifyWireEmbedded } from '@posthorn/protocol';
import { accountUriOf, assertKeyOf } from '../identity/accounts.ts';
import { requireService } from '../identity/services.ts';
import { requireConnectionOf, unknownConnection } from '../data/connections.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/** A person signs in at a connected service: the LOGIN goes on to the service, which does not learn the account. */
export const loginResponse: WireHandler = fromDevice('LOGIN_RESPONSE', async (message, account, context) => {
  const nested = readWire(message.payload.payload);
  const subject = {
    accountId: account.id,
    actor: accountUriOf(account.id),
    action: 'login',
    about: { service: nested.aud },
  } as const;
  return recordingRefusals(message, subject, context, async () => {
    const service = await requireService(nested.aud, context.database);
    const login = await verifyWireEmbedded('LOGIN', nested, { audience: [service.clientId] });
    await assertKeyOf(account, login.key);
    const connection = await requireConnectionOf(account.id, login.payload.sub, context.database);
    if (connection.service !== service.clientId) throw unknownConnection();
    const event = await once(message, context, async (transaction) => {
      const about = { ...subject.about, connection: connection.id };
      await recordDone(message, { ...subject, about }, transaction);
      return context.events.enqueue(transaction, service, {
        type: 'LOGIN_EVENT',
        connection: connection.id,
        payload: nested.jws,
      });
    });
    await context.events.deliverNow(event);
    return { body: {} };
  });
});
