import { readOverview } from '../data/account-overview.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, once, type WireHandler } from './wire-handler.ts';

/** A device asks for all that the operator knows of the account, but the data and the log. Nobody learns anything: it is not logged. */
export const accountReadRequest: WireHandler = fromDevice('ACCOUNT_READ_REQUEST', async (message, account, context) => {
  const overview = await once(message, context, (transaction) => readOverview(account.id, transaction));
  const uri = accountUriOf(account.id);
  const response = { aud: uri, sub: uri, ...overview };
  return { body: await context.keys.sign('ACCOUNT_READ_RESPONSE', response, message.key.kty) };
});
