import type { PathError, Recipient } from '@posthorn/protocol';
import { requireConnectionOf } from '../data/connections.ts';
import { readPlaces, type SealedDocument } from '../data/own-documents.ts';
import { seenBy } from '../data/old-recipients.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/** A device asks for the wrapped content keys of the person's documents, so that it can let a reader in. No ciphertext travels. */
export const recipientsReadRequest: WireHandler = fromDevice(
  'RECIPIENTS_READ_REQUEST',
  async (message, account, context) => {
    const { sub, paths: places } = message.payload;
    const about = { connection: sub, paths: places.map(({ domain, area }) => ({ domain, area })) };
    const subject = { accountId: account.id, actor: accountUriOf(account.id), action: 'own-read', about } as const;
    return recordingRefusals(message, subject, context, async () => {
      await requireConnectionOf(account.id, sub, context.database);
      const paths = await readPlaces(account.id, places, Infinity, context, (found) => answer(found, message.key.kty));
      await once(message, context, (transaction) => recordDone(message, subject, transaction));
      const response = { aud: subject.actor, sub, paths };
      return { body: await context.keys.sign('RECIPIENTS_READ_RESPONSE', response, message.key.kty) };
    });
  },
);

function answer(found: SealedDocument | null, peer: 'RSA' | 'EC'): { recipients: Recipient[] } | { error: PathError } {
  const recipients = seenBy(peer, found?.data.recipients ?? []);
  return recipients.length > 0 ? { recipients } : { error: nothingThere };
}

const nothingThere: PathError = {
  message: 'There is no document at this place.',
  status: 404,
  code: 'document-missing',
};
