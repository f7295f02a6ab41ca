import { requireOwnConnection } from '../data/as-service.ts';
import { fromService, once, type WireHandler } from './wire-handler.ts';

/** A service that cannot be called asks for the newest agreement of one of its connections, as the person signed it. */
export const connectionReadRequest: WireHandler = fromService(
  'CONNECTION_READ_REQUEST',
  async (message, service, context) => {
    const { sub } = message.payload;
    const { jws } = await requireOwnConnection(message, sub, service, 'read', context);
    await once(message, context, () => Promise.resolve());
    const response = { aud: service.clientId, sub, payload: jws };
    return { body: await context.keys.sign('CONNECTION_READ_RESPONSE', response, message.key.kty) };
  },
);
