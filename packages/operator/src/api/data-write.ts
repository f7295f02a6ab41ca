import {
  PosthornError,
  verifyWire,
  type DataWrite,
  type SealedData,
  type UnverifiedMessage,
  type VerifiedWireMessage,
} from '@posthorn/protocol';
import { logEntry, type LogEntry } from '../access-log/append.ts';
import { evidenceOf } from '../access-log/evidence.ts';
import type { OperatorContext } from '../context.ts';
import { refuseStranger } from '../data/as-service.ts';
import { changeDocuments, type NewContent } from '../data/changes.ts';
import { isOwnKey, isReaderKey, stateOf, type PermissionRow } from '../data/permissions.ts';
import type { Reader, Scope } from '../data/scope.ts';
import { commitUse, missing, refusalOf } from '../data/uses.ts';
import { serviceKey } from '../identity/services.ts';
import { audienceOf, digestOf, recordingRefusals, replayGrace, type WireHandler } from './wire-handler.ts';

/** A service writes data of a person: all paths or none. */
export const dataWrite: WireHandler = async (message, context) => {
  const scope = await context.records.findScope(message, 'WRITE');
  if (scope === undefined) return refuseStranger('DATA_WRITE', 'write', message, context);
  const key = await serviceKey(message, scope.service, context);
  const verified = await verifyWire('DATA_WRITE', message, key, { audience: audienceOf(context) });
  await context.keyLimit(scope.service.clientId);
  const { accountId, connectionId, service } = scope;
  const places = (verified.payload.paths ?? []).map(({ domain, area }) => ({ domain, area }));
  const about = { connection: connectionId, paths: places };
  return recordingRefusals(
    verified,
    { accountId, actor: service.clientId, action: 'write', about },
    context,
    async () => {
      await writeAll(message, verified, scope, context);
      return { body: {} };
    },
  );
};

/** Writes under what the records allow; when they change meanwhile, looks again. */
async function writeAll(
  message: UnverifiedMessage,
  verified: VerifiedWireMessage<'DATA_WRITE'>,
  first: Scope,
  context: OperatorContext,
): Promise<void> {
  const sent = contentsOf(verified.payload);
  for (let scope: Scope | undefined = first; scope; scope = await context.records.findScope(message, 'WRITE')) {
    const current = scope;
    const used = sent.map((content) => permissionFor(content, current.permissions));
    const isOld = verified.key.kty === 'RSA';
    const contents = sent.map((content) => forReaders(content, current.readers, isOld));
    const unreadable = contents.filter(({ data }, i) => !isSealedToPerson(data, used[i]));
    if (unreadable.length > 0 && !isOld) throw notAgreed('The document is not encrypted to the person.');
    const entry = await writeEntry(message, current, contents, unreadable.length > 0);
    const commit = {
      accountId: current.accountId,
      revision: current.revision,
      message: { digest: digestOf(verified), expiresAt: verified.payload.exp + replayGrace },
      entry,
      delayedUntil: null,
      storeSealed: current.storeSealed,
    };
    const isDone = await changeDocuments(current, contents, current.service.clientId, context, (documents) =>
      commitUse(current.connectionId, used, { ...commit, documents }, context),
    );
    if (isDone) return;
  }
  throw missing('The connection has just been ended.');
}

function contentsOf({ paths = [] }: DataWrite): NewContent[] {
  const places = new Set(paths.map(({ domain, area }) => JSON.stringify([domain, area])));
  const contents = paths.flatMap(({ domain, area, data }) => (data === undefined ? [] : [{ domain, area, data }]));
  if (contents.length === paths.length && places.size === paths.length && paths.length > 0) return contents;
  throw new PosthornError('block-malformed', 'A DATA_WRITE names each place once, with data, and at least one.', {
    mend: 'Give paths, each with its own domain and area and the sealed data.',
  });
}

/** @throws PosthornError `consent-missing` */
function permissionFor({ domain, area }: NewContent, permissions: readonly PermissionRow[]): PermissionRow {
  const here = permissions.filter((permission) => permission.domain === domain && permission.area === area);
  const now = new Date();
  const allowed = here.find((permission) => refusalOf(permission, now) === null);
  if (allowed !== undefined) return allowed;
  const [other] = here;
  throw missing((other && refusalOf(other, now)) ?? 'The person has not agreed that this is written.');
}

/**
 * The document for those who may read it. A service's key may be a recipient only with a permission to read that very place; one whose
 * permission has expired or was used up since the writer was told its keys is left out, and does not keep the writer from writing.
 *
 * @throws PosthornError `recipients-not-agreed`
 */
function forReaders({ domain, area, data }: NewContent, readers: readonly Reader[], isOld: boolean): NewContent {
  const known = readers.filter((reader) => reader.domain === domain && reader.area === area);
  const recipients = data.recipients.filter(({ header }) => {
    if (isOwnKey(header.kid)) return true;
    const holders = known.filter(({ kid }) => isReaderKey(header.kid, kid, isOld));
    if (holders.length > 0) return holders.some(isActive);
    throw notAgreed('The document is encrypted to a reader whom the person has not agreed to.');
  });
  if (recipients.length === 0) throw notAgreed('Nobody may read the document.');
  return { domain, area, data: { ...data, recipients } };
}

function isActive({ terms, state }: Reader): boolean {
  return stateOf({ terms, state }) === 'active';
}

/** Whether the person will be able to read it: one of the person's own agreed keys is among the recipients. */
function isSealedToPerson(data: SealedData, permission: PermissionRow | undefined): boolean {
  const terms = permission?.terms;
  const keys = terms !== undefined && 'jwks' in terms ? terms.jwks.keys : [];
  const own = new Set(keys.map(({ kid }) => kid).filter(isOwnKey));
  return data.recipients.some(({ header }) => own.has(header.kid));
}

async function writeEntry(
  message: UnverifiedMessage,
  { connectionId, service }: Scope,
  contents: readonly NewContent[],
  isUnreadable: boolean,
): Promise<LogEntry> {
  const paths = contents.map(({ domain, area }) => ({ domain, area }));
  const about = { connection: connectionId, paths, ...(isUnreadable && { note: 'not encrypted to the person' }) };
  return logEntry({ action: 'write', actor: service.clientId, outcome: 'done', about, ...evidenceOf(message) });
}

function notAgreed(problem: string): PosthornError {
  return new PosthornError('recipients-not-agreed', problem, {
    mend: 'Encrypt to exactly the keys (jwks) of the write permission in the newest CONNECTION_EVENT.',
  });
}
