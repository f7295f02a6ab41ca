import { PosthornError, type PublicKey } from '@posthorn/protocol';

/**
 * Throws `agency-key-changed` if an agency that is known by one key now comes with another. Never mended automatically:
 * somebody may have put himself in the agency's place.
 */
export function assertPinnedKey(agency: string, offered: PublicKey, pinned: PublicKey | null): void {
  if (!pinned || offered.kid === pinned.kid) return;
  throw new PosthornError('agency-key-changed', 'The directory names another key for this agency than before.', {
    mend: 'Nothing is sent. Ask the agency by another way, for example by telephone, whether it has a new key.',
    details: { agency, pinned: pinned.kid, offered: offered.kid },
  });
}
