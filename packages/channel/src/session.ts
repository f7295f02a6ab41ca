import { createClient, type LoginResponse, MatrixError, Method } from 'matrix-js-sdk';
import type { Session } from './channel-types.ts';
import { toChannelError } from './matrix-errors.ts';
import { useLightTimeouts } from './request-timeouts.ts';
import { silentLogger } from './silent-logger.ts';

/** A person who signs out does not wait longer than this for a homeserver that does not answer. */
const SIGN_OUT_PATIENCE_MS = 10_000;

/**
 * Where to send a person to sign in with the eID (Matrix SSO). The homeserver comes back to `redirectUrl` with
 * `?loginToken=`. Source: Matrix spec, "SSO client login".
 */
export function ssoUrl(homeserver: string, redirectUrl: string): string {
  const url = new URL('/_matrix/client/v3/login/sso/redirect', homeserver);
  url.searchParams.set('redirectUrl', redirectUrl);
  return url.href;
}

/** Trades the one-time login token for a device of its own. `deviceName` is public at the homeserver: nothing personal in it. */
export function signInWithToken(homeserver: string, loginToken: string, deviceName: string): Promise<Session> {
  return signIn(homeserver, { type: 'm.login.token', token: loginToken, initial_device_display_name: deviceName });
}

/** Signs in an agency's account. With `deviceId` the same device is taken up again. */
export function signInWithPassword(
  homeserver: string,
  user: string,
  password: string,
  deviceName: string,
  deviceId?: string,
): Promise<Session> {
  return signIn(homeserver, {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user },
    password,
    initial_device_display_name: deviceName,
    ...(deviceId === undefined ? {} : { device_id: deviceId }),
  });
}

/**
 * Ends the session at the homeserver: the device and its token are gone. One that is over already is fine.
 *
 * @throws PosthornError `homeserver-unreachable`, `homeserver-refused`
 */
export async function signOut(session: Session): Promise<void> {
  const client = createClient({ baseUrl: session.homeserver, accessToken: session.accessToken, logger: silentLogger });
  useLightTimeouts(client);
  const limit = { localTimeoutMs: SIGN_OUT_PATIENCE_MS };
  await client.http.authedRequest(Method.Post, '/logout', undefined, undefined, limit).catch((error: unknown) => {
    if (error instanceof MatrixError && error.errcode === 'M_UNKNOWN_TOKEN') return;
    throw toChannelError(error);
  });
}

async function signIn(
  homeserver: string,
  request: Parameters<ReturnType<typeof createClient>['loginRequest']>[0],
): Promise<Session> {
  const client = createClient({ baseUrl: homeserver, logger: silentLogger });
  const response: LoginResponse = await client.loginRequest(request).catch((error: unknown) => {
    throw toChannelError(error);
  });
  return { homeserver, userId: response.user_id, deviceId: response.device_id, accessToken: response.access_token };
}
