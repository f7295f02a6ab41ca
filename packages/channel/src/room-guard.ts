import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { KnownMembership, type MatrixClient, type Room } from 'matrix-js-sdk';
import { PosthornError } from '@posthorn/protocol';

/**
 * Sees to it that a room's keys go to this user and to users whose identity was attested, and to nobody else: a
 * homeserver that puts a stranger into the room, or shows another identity, stops the sending. The check stands in
 * `getEncryptionTargetMembers`, from which the crypto takes its recipients, so nothing can slip in between.
 */
export class RoomGuard {
  readonly #client: MatrixClient;
  readonly #guarded = new WeakSet<Room>();
  readonly #encrypted = new WeakSet<Room>();
  /**
   * Users found attested since anything last changed about them. The crypto itself refuses a user whose attested identity
   * was replaced, so what is remembered here can only be overtaken by `forget`.
   */
  readonly #attested = new Set<string>();

  constructor(client: MatrixClient) {
    this.#client = client;
    client.on(CryptoEvent.UserTrustStatusChanged, (userId) => this.forget(userId));
  }

  guard(room: Room): void {
    if (this.#guarded.has(room)) return;
    this.#guarded.add(room);
    const original = room.getEncryptionTargetMembers.bind(room);
    room.getEncryptionTargetMembers = async () => {
      const members = await original();
      for (const member of members) await this.#assertAttested(member.userId);
      return members;
    };
  }

  /** Once a room is encrypted it stays so, whatever its homeserver says later. */
  async isEncrypted(room: Room): Promise<boolean> {
    if (this.#encrypted.has(room)) return true;
    const encrypted = (await this.#client.getCrypto()?.isEncryptionEnabledInRoom(room.roomId)) ?? false;
    if (encrypted) this.#encrypted.add(room);
    return encrypted;
  }

  /** The next message asks again whether the user is attested. */
  forget(userId: string): void {
    this.#attested.delete(userId);
  }

  async #assertAttested(userId: string): Promise<void> {
    if (userId === this.#client.getUserId() || this.#attested.has(userId)) return;
    const status = await this.#client.getCrypto()?.getUserVerificationStatus(userId);
    if (status?.wasCrossSigningVerified() && !status.isCrossSigningVerified()) throw identityChanged();
    if (!status?.isCrossSigningVerified()) {
      throw new PosthornError('identity-untrusted', 'A member of the room has an identity that nobody has attested.', {
        mend: 'Wait for the attestation of the other side; nothing was sent.',
      });
    }
    this.#attested.add(userId);
  }
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
