import type { MatrixClient } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';
import { type Authorise, confirmedAtEid } from './confirmed-at-eid.ts';
import { toChannelError } from './matrix-errors.ts';

/**
 * Ends the session of another device of this user. The homeserver wants the person to confirm it where they sign in.
 * Source: Matrix spec, "DELETE /devices/{deviceId}".
 *
 * @throws PosthornError `device-unknown`, `eid-confirmation-missing`, `homeserver-unreachable`, `homeserver-refused`
 */
export async function signOutDevice(client: MatrixClient, deviceId: string, authorise: Authorise): Promise<void> {
  const { devices } = await client.getDevices().catch((error: unknown) => {
    throw toChannelError(error);
  });
  const isOther = deviceId !== client.getDeviceId();
  if (!isOther || !devices.some((device) => device.device_id === deviceId)) {
    throw new PosthornError('device-unknown', 'This account has no other device of this id.', {
      mend: 'Look at the list of devices again; this device itself is signed out with `signOut`.',
    });
  }
  await confirmedAtEid(client, authorise, (auth) => client.deleteDevice(deviceId, auth ?? undefined));
}
