import { errorCodes, PosthornError, type ErrorCode } from '@posthorn/protocol';

/** Milliseconds until an operator that does not answer counts as unreachable. */
const patience = 15_000;

/**
 * One request to the operator, its answer read to the end.
 *
 * @throws PosthornError `operator-unreachable`, or the operator's own code when it refuses
 */
export async function askOperator(url: string, init: RequestInit = {}): Promise<string> {
  let status: number;
  let body: string;
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(patience) });
    status = response.status;
    body = await response.text();
  } catch (cause) {
    throw unreachable(cause);
  }
  if (status >= 200 && status < 300) return body;
  throw toError(status, body);
}

/** The operator's refusal, by its own code: `details.status` is the HTTP status. */
function toError(status: number, body: string): PosthornError {
  const refusal = readRefusal(body);
  if (refusal === null) return status >= 500 || status === 429 ? unreachable() : refused(status);
  const { code, message, mend } = refusal;
  if (!Object.hasOwn(errorCodes, code)) return refused(status, refusal);
  return new PosthornError(code as ErrorCode, message, { mend, details: { status } });
}

function readRefusal(body: string): { code: string; message: string; mend: string } | null {
  try {
    const { error } = JSON.parse(body) as { error?: Record<string, unknown> };
    const { code, message, mend } = error ?? {};
    if (typeof code !== 'string' || typeof message !== 'string') return null;
    return { code, message, mend: typeof mend === 'string' ? mend : '' };
  } catch {
    return null;
  }
}

function refused(status: number, refusal?: { code: string; message: string; mend: string }): PosthornError {
  return new PosthornError('operator-refused', refusal?.message ?? 'The operator refused the message.', {
    mend: refusal?.mend ?? 'Check the address of the operator.',
    details: { status, ...(refusal && { code: refusal.code }) },
  });
}

function unreachable(cause?: unknown): PosthornError {
  return new PosthornError('operator-unreachable', 'The operator cannot be reached at the moment.', {
    mend: 'Try again in a while.',
    cause,
  });
}
