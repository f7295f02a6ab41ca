import type { MatrixClient } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';
import { type Authorise, confirmedAtEid } from './confirmed-at-eid.ts';
import type { OwnDevice, Session } from './channel-types.ts';
import { rethrow } from './matrix-errors.ts';
import { queryKeys } from './rust-crypto-access.ts';

/** The devices that this user is signed in on, as the homeserver lists them, and which of them the user's own key has signed. */
export async function devicesOf(client: MatrixClient, { userId, deviceId }: Session): Promise<OwnDevice[]> {
  await queryKeys(client, userId).catch(rethrow);
  const { devices } = await client.getDevices().catch(rethrow);
  return Promise.all(
    devices.map(async (device) => {
      const status = await client.getCrypto()?.getDeviceVerificationStatus(userId, device.device_id);
      return {
        deviceId: device.device_id,
        name: device.display_name ?? '',
        signed: status?.crossSigningVerified ?? false,
        current: device.device_id === deviceId,
        lastSeenAt: device.last_seen_ts ? new Date(device.last_seen_ts).toISOString() : null,
      };
    }),
  );
}

/**
 * Ends the session of another device of this user. The homeserver wants the person to confirm it where they sign in.
 * Source: Matrix spec, "DELETE /devices/{deviceId}".
 *
 * @throws PosthornError `device-unknown`, `eid-confirmation-missing`, `homeserver-unreachable`, `homeserver-refused`
 */
export async function signOutDevice(client: MatrixClient, deviceId: string, authorise: Authorise): Promise<void> {
  const { devices } = await client.getDevices().catch(rethrow);
  const isOther = deviceId !== client.getDeviceId();
  if (!isOther || !devices.some((device) => device.device_id === deviceId)) {
    throw new PosthornError('device-unknown', 'This account has no other device of this id.', {
      mend: 'Look at the list of devices again; this device itself is signed out with `signOut`.',
    });
  }
  await confirmedAtEid(client, authorise, (auth) => client.deleteDevice(deviceId, auth ?? undefined));
}
