import { parseWireKey, PosthornError, wireThumbprint } from '@posthorn/protocol';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/** A device names all further signing keys of its account; only the key of the registration may do that. */
export const accountKeys: WireHandler = fromDevice('ACCOUNT_KEYS', async (message, account, context) => {
  const keys = await Promise.all(message.payload.keys.map(parseWireKey));
  const about = { keys: await Promise.all(keys.map(wireThumbprint)) };
  const subject = { accountId: account.id, actor: accountUriOf(account.id), action: 'account', about } as const;
  return recordingRefusals(message, subject, context, async () => {
    if ((await wireThumbprint(message.key)) !== (await wireThumbprint(account.key))) throw furtherKey();
    await once(message, context, async (transaction) => {
      await transaction
        .updateTable('accounts')
        .set({ further_keys: JSON.stringify(keys) })
        .where('id', '=', account.id)
        .where('key', 'is not', null)
        .execute();
      await recordDone(message, subject, transaction);
    });
    return { body: { keys: about.keys } };
  });
});

function furtherKey(): PosthornError {
  return new PosthornError('account-mismatch', 'A further key of an account cannot name other keys.', {
    mend: 'Sign with the key that the account was registered with.',
  });
}
