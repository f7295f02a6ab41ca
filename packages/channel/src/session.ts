import { createClient, type LoginResponse } from 'matrix-js-sdk';
import type { Session } from './channel-types.ts';
import { toChannelError } from './matrix-errors.ts';
import { silentLogger } from './silent-logger.ts';

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

/** Ends the session at the homeserver: the device and its token are gone. */
export async function signOut(session: Session): Promise<void> {
  const client = createClient({ baseUrl: session.homeserver, accessToken: session.accessToken, logger: silentLogger });
  await client.logout().catch((error: unknown) => {
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
