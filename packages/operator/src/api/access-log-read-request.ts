import { releaseDelayedOf } from '../access-log/delayed.ts';
import { readLog } from '../access-log/read.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, once, type WireHandler } from './wire-handler.ts';

/** A device asks who looked. What was told later only is there as soon as its time has come. */
export const accessLogReadRequest: WireHandler = fromDevice(
  'ACCESS_LOG_READ_REQUEST',
  async (message, account, context) => {
    const page = await once(message, context, async (transaction) => {
      await releaseDelayedOf(account.id, transaction);
      return readLog(account.id, message.payload.after ?? 0, transaction);
    });
    const uri = accountUriOf(account.id);
    const response = { aud: uri, sub: uri, ...page };
    return { body: await context.keys.sign('ACCESS_LOG_READ_RESPONSE', response, message.key.kty) };
  },
);
