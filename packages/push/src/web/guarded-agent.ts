import { isIP } from 'node:net';
import { PosthornError } from '@posthorn/protocol';
import { guardedLookup, isPublicAddress, type ResolveHost } from '@posthorn/serving';
import { Agent } from 'undici';

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
 * Opens the one way by which the gateway reaches push services, whose addresses strangers name. Redirects are not followed.
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
  const { lookup } = guardedLookup({ anywhere, resolve: options.resolve, refused });
  const dispatcher = new Agent({ connect: { lookup, timeout: timeLimit } });
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

function refused(): PosthornError {
  return new PosthornError(
    'destination-refused',
    'The address of the push service is not one of the public internet.',
    {
      mend: 'Name an https address without credentials whose host is reachable from the public internet.',
    },
  );
}
