import { isPosthornError, PosthornError } from '@posthorn/protocol';

/** How OpenDAL's errors begin: `PermissionDenied (permanent) at write, context: …`. */
const beginning = /^(?<kind>[A-Za-z]+) \([a-z]+\) at (?<operation>[A-Za-z:_]*)/;

/** Words of backends that have no status of their own for a wrong credential (OAuth token endpoints, Dropbox). */
const refusals = /invalid_grant|invalid_client|invalid_access_token|expired_access_token|unauthorized_client/;

/** Words of backends that have no status of their own for a full store (Dropbox, Google, S3-like ones). */
const quotas = /insufficient_space|storageQuotaExceeded|quotaLimitReached|QuotaExceeded/;

/**
 * What OpenDAL says about a failure, reduced to words of its own and numbers. The rest of its text quotes the backend and the
 * address, so it may hold credentials; it goes nowhere.
 */
interface Failure {
  kind: string;
  operation: string;
  /** HTTP status of the backend. */
  status: number | undefined;
  /** Error number of the system (errno). */
  system: number | undefined;
  refused: boolean;
  full: boolean;
}

/** Whether the store has answered that there is no such document. */
export function isNotFound(error: unknown): boolean {
  return readFailure(error).kind === 'NotFound';
}

/** Whether a deletion succeeded after all: OpenDAL takes 200 for an error, WebDAV (RFC 4918, section 9.6) does not. */
export function isDeleted(error: unknown): boolean {
  const { kind, status } = readFailure(error);
  return kind === 'NotFound' || (status !== undefined && status >= 200 && status < 300);
}

/** Any failure of a store as an error that may be logged and shown to the person. */
export function toStoreError(error: unknown): PosthornError {
  if (isPosthornError(error)) return error;
  const failure = readFailure(error);
  const cause = new Error(describe(failure));
  if (failure.full) {
    return new PosthornError('store-full', 'The personal data store has no space left for the document.', {
      mend: 'Free space in the store, or move the data to another one.',
      cause,
    });
  }
  if (failure.refused) {
    return new PosthornError('store-refused', 'The personal data store does not accept its credentials or settings.', {
      mend: 'Give the operator new credentials for the store, and check its bucket, folder and rights.',
      cause,
    });
  }
  return new PosthornError('store-unreachable', 'The personal data store cannot be reached at the moment.', {
    mend: 'Try again in a minute; if it stays, see whether the store is in order.',
    cause,
  });
}

function readFailure(error: unknown): Failure {
  const text = error instanceof Error ? error.message : '';
  const { kind = 'Unknown', operation = '' } = beginning.exec(text)?.groups ?? {};
  const status = numberAfter(/response: Parts \{ status: (\d{3})/, text);
  const system = numberAfter(/os error (\d{1,5})\)/, text);
  const refused =
    kind === 'PermissionDenied' || kind === 'ConfigInvalid' || status === 401 || status === 403 || refusals.test(text);
  // 413 and 507: too large, no space (RFC 4918). 28 and 122: ENOSPC and EDQUOT.
  const full = status === 413 || status === 507 || system === 28 || system === 122 || quotas.test(text);
  return { kind, operation, status, system, refused, full };
}

function numberAfter(pattern: RegExp, text: string): number | undefined {
  const digits = pattern.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function describe({ kind, operation, status, system }: Failure): string {
  const numbers = [
    ...(status === undefined ? [] : [`HTTP status ${status}`]),
    ...(system === undefined ? [] : [`system error ${system}`]),
  ];
  return [`${kind} at ${operation === '' ? 'opening' : operation}`, ...numbers].join(', ');
}
