import {
  addRecipient,
  changeLocks,
  errorCodes,
  isPosthornError,
  PosthornError,
  publicDataKey,
  type DataPrivateKey,
  type ErrorCode,
  type Path,
  type PathError,
  type Recipient,
  type SealedData,
} from '@posthorn/protocol';
import type { KeyRing } from '../key-ring.ts';
import type { OperatorClient } from '../operator-client.ts';
import { isSamePath, type Reader } from './readers.ts';

interface LockParts {
  operator: OperatorClient;
  keys: KeyRing;
}

/** How often a document is tried again that a service has written anew in the meantime. */
const TRIES = 5;

/**
 * Lets a reader into a document that exists: wraps its content key for the reader's key. The document itself does not
 * travel, and its writer's signature stays.
 *
 * @param connectionId of the reader
 */
export async function letReaderIn(
  { operator, keys }: LockParts,
  connectionId: string,
  { domain, area, key }: Reader,
): Promise<void> {
  await untilUnchanged(async () => {
    const paths = [{ domain, area }];
    const answer = await operator.ask(
      'RECIPIENTS_READ_REQUEST',
      { sub: connectionId, paths },
      'RECIPIENTS_READ_RESPONSE',
    );
    const recipients = answer.paths.find((found) => isSamePath(found, { domain, area }))?.recipients ?? [];
    const [own] = ownEntries(recipients, keys);
    if (!own || recipients.some(({ header }) => header.kid === key.kid)) return;
    const added = await addRecipient(own.entry, own.key, key);
    const changed = [{ domain, area, recipients: [...recipients, added] }];
    await operator.tell('RECIPIENTS_WRITE', { sub: connectionId, paths: changed });
  });
}

/**
 * Changes the locks of a document: a new content key, for the person and the readers given. Nothing is lost; who is left
 * out opens only what they have already.
 */
export async function changeLocksOf(parts: LockParts, path: Path, readers: readonly Reader[]): Promise<void> {
  const { operator, keys } = parts;
  await untilUnchanged(async () => {
    const document = await readDocument(operator, path);
    if (document === null) return;
    const own = ownKeyFor(document.data, keys);
    const theirs = readers.filter((reader) => isSamePath(reader, path)).map(({ key }) => key);
    const recipients = [publicDataKey(own), ...new Map(theirs.map((key) => [key.kid, key])).values()];
    const data = await changeLocks(document.data, own, recipients);
    const { domain, area } = path;
    await operator.tell('DOCUMENT_WRITE', { paths: [{ domain, area, version: document.version, data }] });
  });
}

/** One of the person's documents, sealed; null if there is none. */
export async function readDocument(
  operator: OperatorClient,
  { domain, area }: Path,
): Promise<{ version: number; data: SealedData } | null> {
  const answer = await operator.ask('DOCUMENT_READ_REQUEST', { paths: [{ domain, area }] }, 'DOCUMENT_READ_RESPONSE');
  const found = answer.paths.find((path) => isSamePath(path, { domain, area }));
  if (found?.error) throw toPathError(found.error);
  return found?.data && found.version !== undefined ? { version: found.version, data: found.data } : null;
}

/** The person's key that a document is sealed to. Throws `document-not-for-key`. */
export function ownKeyFor({ recipients }: SealedData, keys: KeyRing): DataPrivateKey {
  const [own] = ownEntries(recipients, keys);
  if (own) return own.key;
  throw new PosthornError('document-not-for-key', 'The document is not sealed to any key of this account.', {
    mend: 'Ask the service that wrote it to write it again.',
  });
}

function ownEntries(recipients: readonly Recipient[], keys: KeyRing): { entry: Recipient; key: DataPrivateKey }[] {
  return recipients.flatMap((entry) => {
    const key = keys.dataKeys.find(({ kid }) => kid === entry.header.kid);
    return key ? [{ entry, key }] : [];
  });
}

/** A service may write while the locks are being changed: then what it wrote is the document. */
async function untilUnchanged(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries === TRIES || !isPosthornError(error, 'document-changed')) throw error;
    }
  }
}

function toPathError({ message, code = '' }: PathError): PosthornError {
  const isKnown = Object.hasOwn(errorCodes, code);
  return new PosthornError(isKnown ? (code as ErrorCode) : 'operator-refused', message, {
    mend: 'Try again later; the data lies in the store of the account.',
  });
}
