import { KnownMembership, type MatrixClient, type Room } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';

const guarded = new WeakSet<Room>();

/**
 * Sees to it that a room's keys go to this user and to users whose identity was attested, and to nobody else: a
 * homeserver that puts a stranger into the room, or shows another identity, stops the sending. The check stands in
 * `getEncryptionTargetMembers`, from which the crypto takes its recipients, so nothing can slip in between.
 */
export function guardRoom(client: MatrixClient, room: Room): void {
  if (guarded.has(room)) return;
  guarded.add(room);
  const original = room.getEncryptionTargetMembers.bind(room);
  room.getEncryptionTargetMembers = async () => {
    const members = await original();
    for (const member of members) await assertTrusted(client, member.userId);
    return members;
  };
}

async function assertTrusted(client: MatrixClient, userId: string): Promise<void> {
  if (userId === client.getUserId()) return;
  const status = await client.getCrypto()?.getUserVerificationStatus(userId);
  if (status?.isCrossSigningVerified()) return;
  if (status?.wasCrossSigningVerified()) throw identityChanged();
  throw new PosthornError('identity-untrusted', 'A member of the room has an identity that nobody has attested.', {
    mend: 'Wait for the attestation of the other side; nothing was sent.',
  });
}

export function identityChanged(): PosthornError {
  return new PosthornError('identity-changed', 'The Matrix identity of the other side is not the attested one.', {
    mend: 'Nothing was sent. The other side has to attest its new identity with its registered key; if it did not change it, report this.',
  });
}

/** Whom a room's next message would reach. */
export function membersOf(room: Room): string[] {
  return [
    ...room.getMembersWithMembership(KnownMembership.Join),
    ...room.getMembersWithMembership(KnownMembership.Invite),
  ].map((member) => member.userId);
}
