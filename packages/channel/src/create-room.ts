import { type MatrixClient, Preset, Visibility } from 'matrix-js-sdk';
import { connectionMember } from './deliveries.ts';
import { rethrow } from './matrix-errors.ts';

/**
 * Asks the homeserver for a room of two that is encrypted from its first event on, whose guest may read what was said before it came.
 *
 * @returns the room id; the room itself comes down the sync
 * @throws PosthornError `homeserver-unreachable`, `homeserver-refused`
 */
export async function createEncryptedRoom(
  client: MatrixClient,
  invite: string,
  connectionId: string | undefined,
): Promise<string> {
  const response = await client
    .createRoom({
      preset: Preset.TrustedPrivateChat,
      visibility: Visibility.Private,
      is_direct: true,
      invite: [invite],
      ...(connectionId !== undefined && { creation_content: { [connectionMember]: connectionId } }),
      initial_state: [
        { type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } },
        { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'shared' } },
        { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
      ],
    })
    .catch(rethrow);
  return response.room_id;
}
