/** What an agency answers at, once it listens. */
export interface Addresses {
  /** Public base URL, without a trailing slash. */
  url: string;
  /** Below it lie the agency's public keys. */
  jwksURI: string;
  /** Where devices and the operator send messages. */
  eventsURI: string;
  iconURI: string;
}

export function addressesBelow(baseUrl: string): Addresses {
  const url = baseUrl.replace(/\/+$/, '');
  return { url, jwksURI: `${url}/jwks`, eventsURI: `${url}/events`, iconURI: `${url}/icon.svg` };
}
