import type { ErrorCode } from './error-codes.ts';
import type { Json } from './json.ts';

/** What an error carries besides its code and sentence. */
export type PosthornErrorOptions = {
  /** What the reader can do about it: one sentence. */
  mend: string;
  /** Structured facts for programs. Never answers, names, tokens or keys: details may be logged. */
  details?: Record<string, Json>;
  /** The error underneath. */
  cause?: unknown;
};

/**
 * The one error of Posthorn. Programs look at `code` (stable, listed in `docs/errors.md`), people read `message` and `mend`.
 * Whoever throws it sees to it that nothing personal or secret is in it: errors are logged.
 */
export class PosthornError extends Error {
  override readonly name: string = 'PosthornError';
  readonly code: ErrorCode;
  readonly mend: string;
  readonly details: Readonly<Record<string, Json>>;

  constructor(code: ErrorCode, message: string, options: PosthornErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.mend = options.mend;
    this.details = options.details ?? {};
  }
}

/** Whether an error is a PosthornError, and (if given) one with this code. */
export function isPosthornError(error: unknown, code?: ErrorCode): error is PosthornError {
  return error instanceof PosthornError && (code === undefined || error.code === code);
}
