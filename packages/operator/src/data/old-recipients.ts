import type { Recipient } from '@posthorn/protocol';

/** What a device of this kind understands of a document's recipients: old ones know RSA keys only. */
export function seenBy(peer: 'RSA' | 'EC', recipients: readonly Recipient[]): Recipient[] {
  return recipients.filter(({ header }) => peer === 'EC' || header.alg === 'RSA-OAEP');
}

/** The other recipients: a device that does not see them cannot mean to remove them. */
export function unseenBy(peer: 'RSA' | 'EC', recipients: readonly Recipient[]): Recipient[] {
  const seen = new Set(seenBy(peer, recipients));
  return recipients.filter((recipient) => !seen.has(recipient));
}
