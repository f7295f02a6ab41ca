import type { MatrixClient, MatrixEvent, Room } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';
import { toChannelError } from './matrix-errors.ts';
import { identityChanged, membersOf } from './room-guard.ts';
import { encryptInPlace } from './rust-crypto-access.ts';

/**
 * Encrypts an event for the members of a room, in place.
 *
 * @throws PosthornError `identity-untrusted`, `identity-changed`
 */
export async function encryptFor(client: MatrixClient, event: MatrixEvent, room: Room): Promise<void> {
  try {
    await encryptInPlace(client, event, room);
  } catch (error) {
    if (error instanceof PosthornError) throw error;
    if (await hasChangedMember(client, room)) throw identityChanged();
    throw toChannelError(error);
  }
}

async function hasChangedMember(client: MatrixClient, room: Room): Promise<boolean> {
  for (const userId of membersOf(room)) {
    const status = await client.getCrypto()?.getUserVerificationStatus(userId);
    if (status?.wasCrossSigningVerified() && !status.isCrossSigningVerified()) return true;
  }
  return false;
}
