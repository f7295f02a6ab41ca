import { ConnectionError, HTTPError, MatrixError } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';

/** Turns what matrix-js-sdk throws into a PosthornError. Texts of the homeserver are dropped: they may quote the request. */
export function toChannelError(error: unknown): PosthornError {
  if (error instanceof PosthornError) return error;
  if (error instanceof MatrixError && error.errcode === 'M_TOO_LARGE') {
    return new PosthornError('message-too-large', 'The message does not fit into one Matrix event.', {
      mend: 'Shorten it, or send the long part as a file.',
    });
  }
  if (error instanceof MatrixError && error.errcode === 'M_UNKNOWN_TOKEN') return sessionEnded();
  const status = error instanceof HTTPError ? error.httpStatus : undefined;
  if (isUnreachable(error, status)) {
    return new PosthornError('homeserver-unreachable', 'The homeserver cannot be reached at the moment.', {
      mend: 'Check the connection; what was to be sent is kept and can be tried again.',
      details: status === undefined ? {} : { status },
    });
  }
  return new PosthornError('homeserver-refused', 'The homeserver refused the request.', {
    mend: 'Sign in again; if it stays so, ask whoever runs the homeserver, with this code.',
    details: { status: status ?? 0, errcode: error instanceof MatrixError ? (error.errcode ?? '') : errorName(error) },
  });
}

/** The homeserver has ended the session: it was signed out elsewhere, or by whoever runs the homeserver. */
export function sessionEnded(): PosthornError {
  return new PosthornError('session-ended', 'The homeserver does not know this session any more.', {
    mend: 'Sign in again.',
  });
}

function isUnreachable(error: unknown, status: number | undefined): boolean {
  if (status !== undefined) return status >= 500 || status === 429;
  return (
    error instanceof ConnectionError ||
    error instanceof TypeError ||
    errorName(error) === 'TimeoutError' ||
    errorName(error) === 'AbortError'
  );
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** For `catch`: throws what the SDK threw, as `toChannelError` says it. */
export function rethrow(error: unknown): never {
  throw toChannelError(error);
}
