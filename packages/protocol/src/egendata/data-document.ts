/** Sealed documents: a writer's signed statement, encrypted once, with its content key wrapped for every reader. */
import { FlattenedEncrypt, base64url, flattenedDecrypt } from 'jose';
import { PosthornError } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import { isValid } from '../validate.ts';
import {
  maxDocumentSize,
  readStatementHeader,
  readStatement,
  signStatement,
  type DataWriter,
  type StatementHeader,
} from './data-statement.ts';
import {
  importDataPrivateKey,
  newContentKey,
  notForKey,
  sealedOtherwise,
  unwrapContentKey,
  wrapContentKey,
} from './key-wrap.ts';
import {
  maxRecipients,
  recipients as entries,
  sealedData,
  type Recipient,
  type SealedData,
} from './sealed-document.ts';
import type { DataKey, DataPrivateKey } from './wire-keys.ts';

/** What a document says, before anybody has verified who says it. */
export type OpenedData = {
  content: Json;
  /** The writer's statement, for `verifyWriter` and as evidence. */
  jws: string;
  /** Unverified: good for finding the writer's key. */
  header: StatementHeader;
};

const contentEncryptions = ['A256GCM', 'A128CBC-HS256'] as const;
const keyManagements = ['RSA-OAEP', 'ECDH-ES+A256KW'];
const recipientMembers = new Set(['kid', 'alg', 'epk']);

/**
 * Signs and seals data. Encryption is A256GCM as soon as an own peer takes part (a P-256 key writes or reads), else A128CBC-HS256, which
 * old peers use among themselves and own ones always read.
 *
 * @param options.recipients the readers' keys, at most 64, each with a key id of its own; the person's is among them
 * @throws PosthornError `document-too-large`, `document-malformed`, `key-invalid`, and as for messages `block-malformed`,
 * `block-too-large`, `block-too-deep` for the data
 */
export async function sealData(
  content: Json,
  { writer, recipients }: { writer: DataWriter; recipients: readonly DataKey[] },
): Promise<SealedData> {
  return sealStatement(await signStatement(content, writer), recipients);
}

/**
 * Opens a document with a reader's own key. Says nothing about who wrote it: see `verifyWriter`.
 *
 * @throws PosthornError `document-not-for-key`, `document-sealed-otherwise`, `document-malformed`, `document-too-large`, `key-invalid`, and
 * `block-malformed`, `block-too-large`, `block-too-deep` for the data
 */
export async function openData(document: SealedData, own: DataPrivateKey): Promise<OpenedData> {
  const jws = await openStatement(document, own);
  return { jws, ...readStatement(jws) };
}

/**
 * Lets a further reader into a document: takes the content key out of one's own entry and wraps it for the reader. The ciphertext is not
 * needed and stays as it is.
 *
 * @returns the entry to add to the document's recipients
 * @throws PosthornError `document-not-for-key`, `document-sealed-otherwise`, `document-malformed`, `key-invalid`
 */
export async function addRecipient(ownEntry: Recipient, own: DataPrivateKey, reader: DataKey): Promise<Recipient> {
  assertEntries([ownEntry]);
  return wrapContentKey(await unwrapContentKey(ownEntry, own), reader);
}

/**
 * Changes the locks: the same statement under a new content key, for these readers only. Who had the old content key can open the old
 * ciphertext, but not this one. The writer's signature stays.
 *
 * @throws PosthornError as {@link openData} and {@link sealData}
 */
export async function changeLocks(
  document: SealedData,
  own: DataPrivateKey,
  recipients: readonly DataKey[],
): Promise<SealedData> {
  return sealStatement(await openStatement(document, own), recipients);
}

async function sealStatement(jws: string, readers: readonly DataKey[]): Promise<SealedData> {
  if (readers.length === 0) throw malformed('The document has no reader.');
  if (readers.length > maxRecipients) throw tooLarge(`The document has more than ${maxRecipients} readers.`);
  const isOwn = readStatementHeader(jws).alg === 'ES256' || readers.some(({ kty }) => kty === 'EC');
  const contentKey = newContentKey();
  const recipients = await Promise.all(readers.map((reader) => wrapContentKey(contentKey, reader)));
  // Not jose's GeneralEncrypt: for a single reader it puts the ephemeral key into the protected header, where a second reader's is in the way.
  const sealed = await new FlattenedEncrypt(new TextEncoder().encode(jws))
    .setProtectedHeader({ enc: isOwn ? 'A256GCM' : 'A128CBC-HS256' })
    .setUnprotectedHeader({ alg: 'dir' })
    .encrypt(contentKey);
  const { protected: header = '', iv = '', ciphertext, tag = '' } = sealed;
  const document = { protected: header, recipients, iv, ciphertext, tag };
  assertDocument(document);
  return document;
}

async function openStatement(document: SealedData, own: DataPrivateKey): Promise<string> {
  assertDocument(document);
  const { recipients, ...sealed } = document;
  const entry = recipients.find(({ header }) => header.kid === own.kid);
  if (entry === undefined) throw notForKey();
  const key = await importDataPrivateKey(own);
  try {
    const { plaintext } = await flattenedDecrypt({ ...sealed, ...entry }, key, {
      keyManagementAlgorithms: keyManagements,
      contentEncryptionAlgorithms: [...contentEncryptions],
    });
    return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
  } catch (cause) {
    throw sealedOtherwise(cause);
  }
}

/** Form and size, before anything is computed. */
function assertDocument(document: unknown): asserts document is SealedData {
  if (isObject(document)) {
    const { ciphertext, recipients } = document;
    if (typeof ciphertext === 'string' && ciphertext.length > maxDocumentSize) throw tooLarge();
    if (Array.isArray(recipients) && recipients.length > maxRecipients) {
      throw tooLarge(`The document has more than ${maxRecipients} readers.`);
    }
  }
  if (!isValid(sealedData, document)) throw malformed('The document is no JWE in general JSON serialization.');
  if (JSON.stringify(document).length > maxDocumentSize) throw tooLarge();
  assertEntries(document.recipients);
  assertProtected(document.protected);
}

/** Every reader has one entry, and nothing in it that is not understood. */
function assertEntries(list: unknown): asserts list is Recipient[] {
  if (!isValid<Recipient[]>(entries, list)) throw malformed("A reader's entry is malformed.");
  const isStrange = ({ header }: Recipient): boolean =>
    Object.keys(header).some((name) => !recipientMembers.has(name)) ||
    (header.epk === undefined) !== (header.alg === 'RSA-OAEP');
  if (list.some(isStrange)) throw malformed("A reader's entry has other members than it should have.");
  if (new Set(list.map(({ header }) => header.kid)).size < list.length) throw malformed('A reader is named twice.');
}

/** Nothing but how the content is encrypted: no compression, no extensions. */
function assertProtected(text: string): void {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(text)));
  } catch (cause) {
    throw malformed('The protected header is not readable.', cause);
  }
  const enc = isObject(header) && Object.keys(header).length === 1 ? header['enc'] : undefined;
  if (!contentEncryptions.some((known) => known === enc)) {
    throw malformed('The protected header says something else than A256GCM or A128CBC-HS256.');
  }
}

function malformed(problem: string, cause?: unknown): PosthornError {
  return new PosthornError('document-malformed', problem, {
    mend: 'Seal the document again, for at least one reader and for each only once.',
    cause,
  });
}

function tooLarge(problem = 'The sealed document is larger than 700 KiB.'): PosthornError {
  return new PosthornError('document-too-large', problem, { mend: 'Divide the data into several areas.' });
}
