import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import { Agent } from 'undici';
import { isPublicAddress, resolveByNameServers, resolveByTheSystem, type ResolveHost } from './public-address.ts';

/** How requests leave the gateway: their connections lead to the public internet only. */
export interface GuardedAgent extends AsyncDisposable {
  dispatcher: Agent;
  /**
   * Looks at an address by its form, before anything is sent there.
   *
   * @throws PosthornError `destination-refused`
   */
  check(url: string): void;
}

/**
 * Opens the one way by which the gateway reaches push services, whose addresses strangers name.
 *
 * A name is resolved once per connection, all its addresses are checked, and the connection goes to the very same addresses: a name
 * that answers differently the next time (DNS rebinding) leads nowhere. Redirects are not followed.
 *
 * @param options.anywhere for development: plain http and any address
 * @param options.timeLimit of connecting, in milliseconds
 * @param options.resolve how names become addresses; without it by name servers, in development by the operating system
 */
export function openGuardedAgent(options: {
  anywhere: boolean;
  timeLimit: number;
  resolve?: ResolveHost | undefined;
}): GuardedAgent {
  const { anywhere, timeLimit } = options;
  const resolve = options.resolve ?? (anywhere ? resolveByTheSystem : resolveByNameServers());

  async function addresses(host: string): Promise<string[]> {
    const found = await resolve(host);
    if (found.length > 0 && (anywhere || found.every(isPublicAddress))) return found;
    throw refused();
  }

  const dispatcher = new Agent({ connect: { lookup: lookupBy(addresses), timeout: timeLimit } });
  return {
    dispatcher,
    check(text) {
      const url = URL.parse(text);
      const isWeb = url !== null && (url.protocol === 'https:' || (anywhere && url.protocol === 'http:'));
      if (!isWeb || `${url.username}${url.password}` !== '') throw refused();
      // No name is looked up for an IP address.
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !anywhere && !isPublicAddress(host)) throw refused();
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

function lookupBy(addresses: (host: string) => Promise<string[]>): LookupFunction {
  async function answer(host: string, all: boolean, give: Parameters<LookupFunction>[2]): Promise<void> {
    try {
      const found = (await addresses(host)).map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
      if (all) give(null, found);
      else give(null, found[0]?.address ?? '', found[0]?.family);
    } catch (error) {
      give(error as NodeJS.ErrnoException, '');
    }
  }
  return (host, { all }, give) => void answer(host, all === true, give);
}

function refused(): PosthornError {
  return new PosthornError(
    'destination-refused',
    'The address of the push service is not one of the public internet.',
    {
      mend: 'Name an https address without credentials whose host is reachable from the public internet.',
    },
  );
}
