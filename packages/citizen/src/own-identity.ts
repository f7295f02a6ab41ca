import type { Channel } from '@posthorn/channel';
import { PosthornError } from '@posthorn/protocol';

/**
 * Throws `own-identity-replaced` when the homeserver shows another Matrix identity for this account than the one whose keys this device
 * holds: an intruder's, or that of a new beginning on another device. The account key must never attest it, and nothing must be encrypted
 * for it.
 */
export async function assertOwnIdentity(channel: Channel): Promise<void> {
  if (await channel.isTrusted(channel.session.userId)) return;
  throw new PosthornError('own-identity-replaced', 'The homeserver shows another Matrix identity for this account.', {
    mend: 'Nothing is sent. If you have begun anew on another device, sign out here; otherwise somebody else has replaced your identity: ask the operator to look into it.',
  });
}
