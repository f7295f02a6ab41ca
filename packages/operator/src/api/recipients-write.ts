import { canonicalJson, PosthornError, type Path, type Recipient, type SealedData } from '@posthorn/protocol';
import type { OperatorContext } from '../context.ts';
import { requireConnectionOf } from '../data/connections.ts';
import { unseenBy } from '../data/old-recipients.ts';
import { changedDocument, changeOwnDocuments, type OwnChange } from '../data/own-changes.ts';
import { documentAt, type OwnDocuments } from '../data/own-documents.ts';
import { isOwnKey } from '../data/permissions.ts';
import { agreedReaders, readerName } from '../data/readers.ts';
import { assertEachOnce, assertRecipients } from '../data/recipients.ts';
import { readSealed } from '../data/sealed-files.ts';
import { accountUriOf } from '../identity/accounts.ts';
import { fromDevice, recordingRefusals, type WireHandler } from './wire-handler.ts';

type Wanted = Path & { recipients: Recipient[] };

/** The person's device lets services read documents, or not any more: it replaces the wrapped content keys, in all places or none. */
export const recipientsWrite: WireHandler = fromDevice('RECIPIENTS_WRITE', async (message, account, context) => {
  const { sub, paths } = message.payload;
  const about = { connection: sub, paths: paths.map(toLogged) };
  const subject = { accountId: account.id, actor: accountUriOf(account.id), action: 'recipients', about } as const;
  return recordingRefusals(message, subject, context, async () => {
    assertEachOnce(paths);
    await requireConnectionOf(account.id, sub, context.database);
    await changeOwnDocuments(message, subject, paths, context, async (found) => {
      assertTogether(found);
      const agreed = await agreedReaders(account.id, context.database);
      return Promise.all(paths.map((wanted) => rewrap(wanted, found, agreed, message.key.kty, context)));
    });
    return { body: {} };
  });
});

/** The document as it is, with other wrapped keys of the same content key. */
async function rewrap(
  wanted: Wanted,
  found: OwnDocuments,
  agreed: ReadonlySet<string>,
  peer: 'RSA' | 'EC',
  context: OperatorContext,
): Promise<OwnChange> {
  const { domain, area } = wanted;
  assertRecipients(wanted, wanted.recipients, agreed);
  const document = documentAt(found, wanted);
  if (document === undefined) throw changedDocument(wanted);
  const data = await readSealed(found, document.path, context);
  if (!keepsOwnKey(wanted.recipients, data)) throw changedDocument(wanted);
  const unseen = unseenBy(peer, data.recipients).filter(
    ({ header: { kid } }) => isOwnKey(kid) || agreed.has(readerName(domain, area, kid)),
  );
  const recipients = [...wanted.recipients, ...unseen];
  assertRecipients(wanted, recipients, agreed);
  return { domain, area, data: { ...data, recipients }, writer: document.writer };
}

/** One of the person's wrapped keys is what is stored: so the device has seen this content key, and wraps no older one. */
function keepsOwnKey(recipients: readonly Recipient[], { recipients: stored }: SealedData): boolean {
  const own = new Set(stored.filter(({ header }) => isOwnKey(header.kid)).map(toText));
  return recipients.some((recipient) => own.has(toText(recipient)));
}

function toText(recipient: Recipient): string {
  return canonicalJson(recipient);
}

/** Bytes of documents that one message may touch: all of them are read and written again. */
const most = 8 * 1024 * 1024;

function assertTogether({ documents }: OwnDocuments): void {
  if (documents.reduce((sum, { size }) => sum + size, 0) <= most) return;
  throw new PosthornError('block-too-large', 'The documents are too large to be changed together.', {
    mend: 'Change them in several messages.',
  });
}

function toLogged({ domain, area, recipients }: Wanted): { domain: string; area: string; readers: string[] } {
  return { domain, area, readers: recipients.map(({ header }) => header.kid) };
}
