import { lookup, Resolver } from 'node:dns/promises';

/** Gives all addresses of a host name. Throws when it has none. */
export type ResolveHost = (host: string) => Promise<string[]>;

/** Asks the operating system, so that names of the local network and `/etc/hosts` are known: for development. */
export const resolveByTheSystem: ResolveHost = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * Asks name servers directly. The system's own look-up blocks one of Node's four worker threads until it is answered, so a few names
 * whose servers never answer would stop every signature check; this way they cost nothing but their own time.
 *
 * @param servers addresses of name servers, with port; without it those of the system
 */
export function resolveByNameServers(servers?: string[]): ResolveHost {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  return async (host) => {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && failure !== undefined) throw failure.reason;
    return addresses;
  };
}
