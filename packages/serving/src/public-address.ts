import ipaddr from 'ipaddr.js';

/** Addresses that look public and belong to the inside of a cloud: Azure's platform server. */
const insides = new Set(['168.63.129.16']);

/** Where IPv6 gives addresses to the public (RFC 4291, section 2.4, and IANA's registry). */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public internet: not loopback, private, link-local, unique local, carrier-grade NAT, multicast
 * or reserved, also when it hides as IPv4 in IPv6.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || insides.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(globalUnicast);
}
