/**
 * A link by which a service's page asks to sign in, on its way to the page that reads it. It comes as `/connect#<link>`: a fragment is
 * never sent to a server. It waits in this tab while the person signs in to the mailbox.
 *
 * The app does not register itself for a protocol. Browsers let web apps take only `web+…` addresses, and services show
 * `egendata://account/…` as every app of this protocol reads it; a second spelling would be one that no service shows.
 */
const waitingKey = 'posthorn-connect';
const path = '/connect';

/** Takes the link out of the address and of the history. */
export function keepConnectLink(): void {
  const { pathname, hash } = globalThis.location;
  if (pathname !== path || hash.length < 2) return;
  history.replaceState(null, '', path);
  sessionStorage.setItem(waitingKey, decoded(hash.slice(1)));
}

/** The link that waits to be read; null if there is none. */
export function waitingConnectLink(): string | null {
  return sessionStorage.getItem(waitingKey);
}

/** It is being read. */
export function forgetConnectLink(): void {
  sessionStorage.removeItem(waitingKey);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
