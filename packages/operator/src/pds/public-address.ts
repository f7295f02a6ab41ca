import { lookup } from 'node:dns/promises';
import { PosthornError } from '@posthorn/protocol';
import { isPublicAddress } from '@posthorn/serving';

/**
 * All addresses of a host, when all are public.
 *
 * @param host a name, or an address (IPv6 with or without brackets)
 * @throws PosthornError `store-address-refused`; an Error of the resolver when the name is unknown
 */
export async function publicAddresses(host: string): Promise<string[]> {
  const found = await lookup(host.replace(/^\[|\]$/g, ''), { all: true });
  const addresses = found.map(({ address }) => address);
  if (addresses.length > 0 && addresses.every(isPublicAddress)) return addresses;
  throw refused('The address of the personal data store is not a public one.');
}

/**
 * Checks where a store is said to be, so that nobody makes the operator knock at doors inside its own network.
 *
 * OpenDAL resolves the name once more and follows redirects, so this alone does not keep out a name that answers differently the
 * second time, or a server that redirects inwards: `egress-guard.ts` does.
 *
 * @param allowPrivate for development: plain http and any address
 * @throws PosthornError `store-options-invalid`, `store-address-refused`; an Error of the resolver when the name is unknown
 */
export async function checkEndpoint(endpoint: string, allowPrivate: boolean): Promise<void> {
  const url = URL.parse(endpoint);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ''
  ) {
    throw new PosthornError(
      'store-options-invalid',
      'The endpoint of the personal data store is no plain web address.',
      {
        mend: 'Give endpoint as https URL without credentials, query and fragment.',
        details: { possible: ['endpoint'] },
      },
    );
  }
  if (allowPrivate) return;
  if (url.protocol !== 'https:') throw refused('The address of the personal data store is not encrypted.');
  await publicAddresses(url.hostname);
}

function refused(message: string): PosthornError {
  return new PosthornError('store-address-refused', message, {
    mend: 'Choose a store with an https address on the public internet.',
  });
}
