import {
  isPosthornError,
  verifyWire,
  type DataReadRequest,
  type DataReadResponse,
  type Path,
  type SealedData,
  type UnverifiedMessage,
  type VerifiedWireMessage,
} from '@posthorn/protocol';
import { logEntry } from '../access-log/append.ts';
import { evidenceOf } from '../access-log/evidence.ts';
import type { OperatorContext } from '../context.ts';
import { refuseStranger } from '../data/as-service.ts';
import { isReaderKey, type PermissionRow } from '../data/permissions.ts';
import { readSealed } from '../data/sealed-files.ts';
import type { DocumentPlace, Scope } from '../data/scope.ts';
import { commitUse, missing, refusalOf } from '../data/uses.ts';
import { serviceKey } from '../identity/services.ts';
import { audienceOf, digestOf, recordingRefusals, replayGrace, type WireHandler } from './wire-handler.ts';

type AnsweredPath = NonNullable<DataReadResponse['paths']>[number];

/** A place that was asked for, and whether it may be read. */
interface AskedPath extends Path {
  /** Permissions that allow it. */
  allowedBy: PermissionRow[];
  refusal: string | null;
}

/** A service reads data of a person, its own or another service's, as far as the person agreed. */
export const dataReadRequest: WireHandler = async (message, context) => {
  const scope = await context.records.findScope(message, 'READ');
  if (scope === undefined) return refuseStranger('DATA_READ_REQUEST', 'read', message, context);
  const key = await serviceKey(message, scope.service, context);
  const verified = await verifyWire('DATA_READ_REQUEST', message, key, { audience: audienceOf(context) });
  await context.keyLimit(scope.service.clientId);
  const { accountId, connectionId, service } = scope;
  const about = { connection: connectionId, paths: verified.payload.paths ?? [] };
  const delayedUntil = delayOf(scope);
  const subject = { accountId, actor: service.clientId, action: 'read', about, delayedUntil } as const;
  return recordingRefusals(verified, subject, context, async () => {
    const paths = await readAll(message, verified, scope, context);
    const response = { aud: service.clientId, sub: connectionId, paths };
    return { body: await context.keys.sign('DATA_READ_RESPONSE', response, key.kty) };
  });
};

/** Reads under what the records allow; when they change meanwhile, looks again. */
async function readAll(
  message: UnverifiedMessage,
  verified: VerifiedWireMessage<'DATA_READ_REQUEST'>,
  first: Scope,
  context: OperatorContext,
): Promise<AnsweredPath[]> {
  let before: Scope | null = null;
  for (let scope: Scope | undefined = first; scope; scope = await context.records.findScope(message, 'READ')) {
    const current = scope;
    const asked = askedPaths(verified.payload, current.permissions);
    const [refused] = asked.filter(({ refusal }) => refusal !== null);
    if (asked.every(({ refusal }) => refusal !== null)) throw missing(refused?.refusal ?? 'Nothing may be read.');
    try {
      const answered = await Promise.all(asked.map((path) => answer(path, current, context)));
      if (await record(message, verified, asked, current, context)) return answered;
    } catch (error) {
      // A file that is gone was replaced or deleted meanwhile, unless the records still name the very same one.
      if (!isPosthornError(error, 'document-lost') || isSame(before?.documents, current.documents)) throw error;
    }
    before = current;
  }
  throw missing('The connection has just been ended.');
}

function isSame(some: readonly DocumentPlace[] | undefined, others: readonly DocumentPlace[]): boolean {
  const paths = new Set(others.map(({ path }) => path));
  return some !== undefined && some.length === others.length && some.every(({ path }) => paths.has(path));
}

/** The places that are asked for: each that is named, and for half-named ones all that match and may be read. */
function askedPaths({ paths = [{}] }: DataReadRequest, permissions: readonly PermissionRow[]): AskedPath[] {
  const now = new Date();
  const asked = new Map<string, AskedPath>();
  for (const { domain, area } of paths) {
    const matching = permissions.filter((p) => (domain ?? p.domain) === p.domain && (area ?? p.area) === p.area);
    const allowed = matching.filter((p) => refusalOf(p, now) === null);
    // If nothing may be read, the refusals say why.
    const half = allowed.length > 0 ? allowed : matching;
    const named = domain !== undefined && area !== undefined ? [{ domain, area }] : half;
    for (const place of named) {
      const here = matching.filter((p) => p.domain === place.domain && p.area === place.area);
      const allowedBy = here.filter((p) => refusalOf(p, now) === null);
      const [other] = here;
      const refusal = other === undefined ? 'The person has not agreed that this is read.' : refusalOf(other, now);
      const path = { domain: place.domain, area: place.area };
      asked.set(JSON.stringify(path), { ...path, allowedBy, refusal: allowedBy.length > 0 ? null : refusal });
    }
  }
  return [...asked.values()];
}

/** The document at a place, with none but the reader's own wrapped keys. */
async function answer(asked: AskedPath, scope: Scope, context: OperatorContext): Promise<AnsweredPath> {
  const { domain, area, allowedBy, refusal } = asked;
  if (refusal !== null) return { domain, area, error: { message: refusal, status: 403, code: 'consent-missing' } };
  const place = scope.documents.find((document) => document.domain === domain && document.area === area);
  if (place === undefined) return { domain, area };
  const data = await readSealed(scope, place.path, context);
  const kids = allowedBy.map(({ terms }) => ('kid' in terms ? terms.kid : ''));
  const isOld = scope.service.key.kty === 'RSA';
  const recipients = data.recipients.filter(({ header }) => kids.some((kid) => isReaderKey(header.kid, kid, isOld)));
  if (recipients.length === 0) return { domain, area, error: notYetRecipient };
  return { domain, area, data: { ...data, recipients } satisfies SealedData };
}

const notYetRecipient = {
  message: 'The document is not encrypted to the reader yet; the person’s device adds the key.',
  status: 409,
  code: 'recipient-missing',
};

/** Until when the person is not told; null if at once. */
function delayOf({ delayedUntil }: Scope): number | null {
  return delayedUntil !== null && delayedUntil > Date.now() / 1000 ? delayedUntil : null;
}

async function record(
  message: UnverifiedMessage,
  verified: VerifiedWireMessage<'DATA_READ_REQUEST'>,
  asked: readonly AskedPath[],
  scope: Scope,
  context: OperatorContext,
): Promise<boolean> {
  const { accountId, connectionId, service, revision, storeSealed } = scope;
  const used = asked.flatMap(({ allowedBy }) => allowedBy.slice(0, 1));
  const about = {
    connection: connectionId,
    paths: asked.map(({ domain, area, refusal }) => ({ domain, area, ...(refusal !== null && { refused: true }) })),
    permissions: used.map(({ id, terms }) => ({
      id,
      lawfulBasis: terms.lawfulBasis,
      ...('purpose' in terms && { purpose: terms.purpose }),
      ...(terms.ground !== undefined && { ground: terms.ground }),
    })),
  };
  const entry = await logEntry({
    action: 'read',
    actor: service.clientId,
    outcome: 'done',
    about,
    ...evidenceOf(message),
  });
  const commit = {
    accountId,
    revision,
    message: { digest: digestOf(verified), expiresAt: verified.payload.exp + replayGrace },
    entry,
    delayedUntil: delayOf(scope),
    storeSealed,
    documents: [],
  };
  return commitUse(connectionId, used, commit, context);
}
