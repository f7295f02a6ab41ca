import { errorCodes, PosthornError, type ErrorCode, type Language } from '@posthorn/protocol';

/** How failures of a receiver are called. */
export interface FailureCodes {
  /** It does not answer, or cannot at the moment. */
  unreachable: 'directory-unreachable' | 'service-unreachable';
  /** It refuses for a reason that is not known here. */
  refused: 'operator-refused' | 'service-unreachable';
}

/** Milliseconds until a receiver that does not answer counts as unreachable. */
const PATIENCE = 15_000;
/** Characters of an answer: a document of 700 KiB, signed. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

/** Refusals that mean nothing but: later. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'operator-failed',
  'operator-unavailable',
  'too-many-requests',
]);

/**
 * Posts a signed message.
 *
 * @param about.language in which texts should come back
 * @returns the body of the answer
 * @throws PosthornError the receiver's own code, or one of `codes`
 */
export async function postMessage(
  url: string,
  jws: string,
  codes: FailureCodes,
  about: { language?: Language } = {},
): Promise<string> {
  const { language } = about;
  const headers = { 'content-type': 'application/jwt', ...(language && { 'accept-language': language }) };
  const init: RequestInit = { method: 'POST', headers, body: jws, redirect: 'error', credentials: 'omit' };
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) });
    text = await response.text();
  } catch (cause) {
    throw unreachable(codes, cause);
  }
  if (response.ok && text.length <= LARGEST_ANSWER) return text;
  throw toError(response.status, text, codes);
}

function toError(status: number, text: string, codes: FailureCodes): PosthornError {
  const { code, message, mend } = refusalOf(text);
  if (code !== null && !PASSING.has(code)) return new PosthornError(code, message, { mend });
  if (status >= 500 || status === 429 || code !== null) return unreachable(codes);
  return new PosthornError(codes.refused, 'A message was refused for a reason that is not known here.', {
    mend: 'Try again later, or update this program.',
    details: { status },
  });
}

function refusalOf(text: string): { code: ErrorCode | null; message: string; mend: string } {
  let error: Record<string, unknown> = {};
  try {
    error = (JSON.parse(text) as { error?: Record<string, unknown> }).error ?? {};
  } catch {
    // Not the receiver's own answer, but something on the way.
  }
  const { code, message, mend } = error;
  const isKnown = typeof code === 'string' && Object.hasOwn(errorCodes, code);
  return {
    code: isKnown ? (code as ErrorCode) : null,
    message: typeof message === 'string' ? message : 'A message was refused.',
    mend: typeof mend === 'string' ? mend : 'Try again later.',
  };
}

function unreachable({ unreachable: code }: FailureCodes, cause?: unknown): PosthornError {
  const who = code === 'service-unreachable' ? 'The service' : 'The data operator';
  return new PosthornError(code, `${who} cannot be reached at the moment.`, {
    mend: 'Try again in a while. Cases and messages that are here already go on without it.',
    cause,
  });
}
