import { type AuthDict, MatrixError, type MatrixClient } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';
import { toChannelError } from './matrix-errors.ts';

const SSO = 'm.login.sso';

/** Shows the page at `url`, where the person confirms that it is them; resolves when it is done. */
export type Authorise = (url: string) => Promise<void>;

/**
 * Makes a request that the homeserver may want to be confirmed where the person signs in.
 * Source: Matrix spec, "User-Interactive Authentication API", fallback of `m.login.sso`.
 *
 * @param request called without authentication first, and again once the person has confirmed
 * @throws PosthornError `eid-confirmation-missing`, `homeserver-unreachable`, `homeserver-refused`
 */
export async function confirmedAtEid<T>(
  client: MatrixClient,
  authorise: Authorise,
  request: (auth: AuthDict | null) => Promise<T>,
): Promise<T> {
  let refused: unknown;
  try {
    return await request(null);
  } catch (error) {
    refused = error;
  }
  const session = sessionOf(refused);
  await authorise(client.getFallbackAuthUrl(SSO, session));
  return request({ session }).catch((error: unknown) => {
    throw isRefusal(error) ? notConfirmed(error) : toChannelError(error);
  });
}

/** The session in which the homeserver waits for the confirmation. */
function sessionOf(error: unknown): string {
  if (isRefusal(error) && error.httpStatus === 401) {
    const { session, flows } = error.data as { session?: unknown; flows?: { stages?: string[] }[] };
    const isOffered = flows?.some(({ stages }) => stages?.length === 1 && stages[0] === SSO);
    if (typeof session === 'string' && isOffered) return session;
  }
  throw toChannelError(error);
}

function isRefusal(error: unknown): error is MatrixError {
  return error instanceof MatrixError && (error.httpStatus === 401 || error.httpStatus === 403);
}

function notConfirmed(cause: unknown): PosthornError {
  return new PosthornError('eid-confirmation-missing', 'It was not confirmed that it is you; nothing was changed.', {
    mend: 'Try again and sign in with your own eID on the page that opens.',
    cause,
  });
}
