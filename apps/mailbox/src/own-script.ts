/** The part of the Trusted Types API (W3C) that is needed here. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

/** The page's policy allows this name, and each name once. */
const policy = trustedTypes?.createPolicy('posthorn', { createScriptURL: ownUrl });

/**
 * The address of a script of this app, for `new Worker` and `serviceWorker.register`. Where the browser has Trusted Types it is
 * a TrustedScriptURL, which those take like a text.
 *
 * @throws TypeError for a script from anywhere else
 */
export function ownScript(path: string): string {
  return policy === undefined ? ownUrl(path) : policy.createScriptURL(path);
}

function ownUrl(path: string): string {
  const { origin, href } = new URL(path, globalThis.location.origin);
  if (origin !== globalThis.location.origin) throw new TypeError('Only scripts of the app itself may run.');
  return href;
}
