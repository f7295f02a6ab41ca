import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Addresses that look public and belong to the inside of a cloud: Azure's platform server. */
const insides = new Set(['168.63.129.16']);

/** Where IPv6 gives addresses to the public (RFC 4291, section 2.4, and IANA's registry). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an IP address is one of the public internet, also when it hides as IPv4 in IPv6. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || insides.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}

/** Gives all addresses of a host name. Throws when it has none. */
export type ResolveHost = (host: string) => Promise<string[]>;

/** Asks the operating system, which also knows names of this machine: for development. */
export const resolveByTheSystem: ResolveHost = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** Asks name servers directly: the system's own look-up blocks one of Node's few worker threads until it is answered. */
export function resolveByNameServers(): ResolveHost {
  const resolver = new Resolver({ timeout: 1_000, tries: 2 });
  return async (host) => {
    if (isIP(host) !== 0) return [host];
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (addresses.length === 0 && failure !== undefined) throw failure.reason;
    return addresses;
  };
}
