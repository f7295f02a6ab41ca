import { readPlaces } from '../data/own-documents.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, once, recordDone, recordingRefusals, type WireHandler } from './wire-handler.ts';

/** Bytes of documents that go into one answer: no message is larger than 2 MiB. */
const room = 1536 * 1024;

/** A device reads the person's own documents, with the wrapped keys of all readers. */
export const documentReadRequest: WireHandler = fromDevice(
  'DOCUMENT_READ_REQUEST',
  async (message, account, context) => {
    const places = message.payload.paths;
    const about = { paths: places.map(({ domain, area }) => ({ domain, area })) };
    const subject = { accountId: account.id, actor: accountUriOf(account.id), action: 'own-read', about } as const;
    return recordingRefusals(message, subject, context, async () => {
      const paths = await readPlaces(account.id, places, room, context, (found) => found ?? {});
      await once(message, context, (transaction) => recordDone(message, subject, transaction));
      const response = { aud: subject.actor, sub: subject.actor, paths };
      return { body: await context.keys.sign('DOCUMENT_READ_RESPONSE', response, message.key.kty) };
    });
  },
);
