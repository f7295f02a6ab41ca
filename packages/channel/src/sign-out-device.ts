import { MatrixError, type MatrixClient } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';
import { toChannelError } from './matrix-errors.ts';

const SSO = 'm.login.sso';

/**
 * Ends the session of another device of this user. The homeserver wants the person to confirm it where they sign in.
 * Source: Matrix spec, "DELETE /devices/{deviceId}" and "User-Interactive Authentication API", fallback of `m.login.sso`.
 *
 * @param authorise shows the page at `url` to the person; resolves when it is done
 * @throws PosthornError `device-unknown`, `eid-confirmation-missing`, `homeserver-unreachable`, `homeserver-refused`
 */
export async function signOutDevice(
  client: MatrixClient,
  deviceId: string,
  authorise: (url: string) => Promise<void>,
): Promise<void> {
  const { devices } = await client.getDevices().catch(rethrow);
  const isOther = deviceId !== client.getDeviceId();
  if (!isOther || !devices.some((device) => device.device_id === deviceId)) {
    throw new PosthornError('device-unknown', 'This account has no other device of this id.', {
      mend: 'Look at the list of devices again; this device itself is signed out with `signOut`.',
    });
  }
  const session = await client.deleteDevice(deviceId).then(() => null, confirmationSession);
  if (session === null) return;
  await authorise(client.getFallbackAuthUrl(SSO, session));
  await client.deleteDevice(deviceId, { session }).catch((error: unknown) => {
    throw isRefusal(error) ? notConfirmed(error) : toChannelError(error);
  });
}

/** The session in which the homeserver waits for the confirmation. */
function confirmationSession(error: unknown): string {
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
  return new PosthornError('eid-confirmation-missing', 'It was not confirmed that it is you; the device stays.', {
    mend: 'Try again and sign in with your own eID on the page that opens.',
    cause,
  });
}

function rethrow(error: unknown): never {
  throw toChannelError(error);
}
