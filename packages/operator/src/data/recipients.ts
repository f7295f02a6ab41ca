import { maxRecipients, PosthornError, type Path, type Recipient } from '@posthorn/protocol';
import { isOwnKey } from './permissions.ts';
import { readerName } from './readers.ts';

/**
 * Checks to whom a device encrypts: to services that the person agreed to at that very place, to itself, and to nobody else.
 *
 * @param agreed who may read what, as `agreedReaders` gives it
 * @throws PosthornError `recipients-not-agreed`, `block-malformed`, `block-too-large`
 */
export function assertRecipients(
  { domain, area }: Path,
  recipients: readonly Recipient[],
  agreed: ReadonlySet<string>,
): void {
  const kids = recipients.map(({ header }) => header.kid);
  if (new Set(kids).size < kids.length) {
    throw new PosthornError('block-malformed', 'A document names a recipient twice.', {
      mend: 'Name each key once.',
      details: { domain, area },
    });
  }
  if (kids.length > maxRecipients) {
    throw new PosthornError('block-too-large', `A document has at most ${maxRecipients} recipients.`, {
      mend: 'Withdraw consents that are not needed any more, and let fewer services read.',
      details: { domain, area },
    });
  }
  const stranger = kids.find((kid) => !isOwnKey(kid) && !agreed.has(readerName(domain, area, kid)));
  if (stranger !== undefined) {
    throw new PosthornError('recipients-not-agreed', 'A document names a recipient who has no permission to read it.', {
      mend: 'Name the person’s own keys, and only those read keys whose READ permission is active.',
      details: { domain, area, kid: stranger },
    });
  }
  if (kids.some(isOwnKey)) return;
  throw new PosthornError('recipients-not-agreed', 'The person could not read the document any more.', {
    mend: 'Keep one key of the person among the recipients.',
    details: { domain, area },
  });
}

/** Each place is named once. @throws PosthornError `block-malformed` */
export function assertEachOnce(places: readonly Path[]): void {
  if (new Set(places.map(({ domain, area }) => JSON.stringify([domain, area]))).size === places.length) return;
  throw new PosthornError('block-malformed', 'The message names a place twice.', { mend: 'Name each place once.' });
}
