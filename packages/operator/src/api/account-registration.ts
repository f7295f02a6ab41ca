import { PosthornError, verifyWireEmbedded, wireThumbprint } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import type { DatabaseTransaction } from '../database/schema.ts';
import { accountIdOf } from '../identity/accounts.ts';
import { audienceOf, once, recordDone, type WireHandler } from './wire-handler.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * A device makes an account. The key that signs is the account's from now on. The same again is fine (the answer may have been lost);
 * with another key it is refused.
 */
export const accountRegistration: WireHandler = async (message, context) => {
  const verified = await verifyWireEmbedded('ACCOUNT_REGISTRATION', message, { audience: audienceOf(context) });
  const { payload, key } = verified;
  const id = accountIdOf(payload.iss);
  if (!uuid.test(id)) throw malformedId();
  const thumbprint = await wireThumbprint(key);
  await context.keyLimit(thumbprint);
  const sealed = await openStoreFor(id, payload.pds, context);
  await once(verified, context, async (transaction) => {
    const account = {
      key: JSON.stringify(key),
      thumbprint,
      store_provider: payload.pds.provider,
      store_sealed: sealed,
    };
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('accounts')
      .values({ id, ...account })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) return assertSameKey(id, thumbprint, transaction);
    const about = { store: payload.pds.provider };
    await recordDone(verified, { accountId: id, actor: payload.iss, action: 'account', about }, transaction);
  });
  return { status: 201, body: { account: payload.iss } };
};

/** Proves that the store can be used, before anything depends on it. Gives its options sealed for this account. */
async function openStoreFor(
  id: string,
  pds: { provider: string; [option: string]: string },
  context: OperatorContext,
): Promise<string> {
  await context.stores.store(pds).check();
  return context.sealStore(id, pds);
}

async function assertSameKey(id: string, thumbprint: string, transaction: DatabaseTransaction): Promise<void> {
  const row = await transaction.selectFrom('accounts').select('thumbprint').where('id', '=', id).executeTakeFirst();
  if (row?.thumbprint === thumbprint) return;
  throw new PosthornError('account-taken', 'This account id is taken.', {
    mend: 'Choose a new random id (UUID version 4) and register again.',
  });
}

function malformedId(): PosthornError {
  return new PosthornError('block-malformed', 'The iss is no account.', {
    mend: 'Give egendata://account/<uuid in lower case> as iss.',
  });
}
