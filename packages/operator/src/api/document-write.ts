import type { DocumentWrite } from '@posthorn/protocol';
import { changedDocument, changeOwnDocuments, type OwnChange } from '../data/own-changes.ts';
import { documentAt, type OwnDocuments } from '../data/own-documents.ts';
import { agreedReaders } from '../data/readers.ts';
import { assertEachOnce, assertRecipients } from '../data/recipients.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, recordingRefusals, type WireHandler } from './wire-handler.ts';

type Rewritten = DocumentWrite['paths'][number];

/** A device changes the locks: the same documents under another content key, in all places or none. What they say stays signed. */
export const documentWrite: WireHandler = fromDevice('DOCUMENT_WRITE', async (message, account, context) => {
  const { paths } = message.payload;
  const about = { paths: paths.map(toLogged) };
  const subject = { accountId: account.id, actor: accountUriOf(account.id), action: 'own-write', about } as const;
  return recordingRefusals(message, subject, context, async () => {
    assertEachOnce(paths);
    await changeOwnDocuments(message, subject, paths, context, async (found) => {
      const agreed = await agreedReaders(account.id, context.database);
      for (const rewritten of paths) assertRecipients(rewritten, rewritten.data.recipients, agreed);
      return paths.map((rewritten) => toChange(rewritten, found));
    });
    return { body: {} };
  });
});

/** Only what the device has read is replaced: a version that a service has written meanwhile stays. */
function toChange(rewritten: Rewritten, found: OwnDocuments): OwnChange {
  const { domain, area, version, data } = rewritten;
  if (documentAt(found, rewritten)?.version !== version) throw changedDocument(rewritten);
  return { domain, area, data, writer: null };
}

function toLogged({ domain, area, data }: Rewritten): { domain: string; area: string; readers: string[] } {
  return { domain, area, readers: data.recipients.map(({ header }) => header.kid) };
}
