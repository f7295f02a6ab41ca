import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';
import { resolveByNameServers, resolveByTheSystem, type ResolveHost } from './resolve-host.ts';

/** How names that strangers give become addresses: those of the public internet only. */
export interface GuardedLookup {
  /** All addresses of a name or an IP address, if every one of them may be gone to. Throws what `refused` makes, or the resolver's error. */
  addresses: (host: string) => Promise<string[]>;
  /**
   * The same for a connection. A name is resolved once per connection, and the connection goes to the very same addresses: a name that
   * answers differently the next time (DNS rebinding) leads nowhere.
   */
  lookup: LookupFunction;
}

/**
 * One private address among public ones refuses a name.
 *
 * @param options.anywhere for development: any address
 * @param options.resolve without it by name servers, in development by the operating system
 * @param options.refused makes the error for what is not public
 */
export function guardedLookup(options: {
  anywhere: boolean;
  resolve?: ResolveHost | undefined;
  refused: () => Error;
}): GuardedLookup {
  const { anywhere, refused } = options;
  const resolve = options.resolve ?? (anywhere ? resolveByTheSystem : resolveByNameServers());

  async function addresses(host: string): Promise<string[]> {
    const found = isIP(host) === 0 ? await resolve(host) : [host];
    if (found.length > 0 && (anywhere || found.every(isPublicAddress))) return found;
    throw refused();
  }

  async function answer(host: string, all: boolean, give: Parameters<LookupFunction>[2]): Promise<void> {
    try {
      const found = (await addresses(host)).map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
      if (all) give(null, found);
      else give(null, found[0]?.address ?? '', found[0]?.family);
    } catch (error) {
      give(error as NodeJS.ErrnoException, '');
    }
  }

  return { addresses, lookup: (host, { all }, give) => void answer(host, all === true, give) };
}
