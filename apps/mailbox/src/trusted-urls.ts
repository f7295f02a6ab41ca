/**
 * Where this app loads scripts for workers from. The Content-Security-Policy lets browsers take such URLs only from this policy
 * (Trusted Types, https://w3c.github.io/trusted-types/), which knows no other origin than the app's own.
 */
interface TrustedTypePolicy {
  createScriptURL(url: string): unknown;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): TrustedTypePolicy;
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy('posthorn', { createScriptURL: ownUrl });

/** The URL as `Worker` and `serviceWorker.register` take it. @throws TypeError for another origin */
export function trustedScriptUrl(url: string): string {
  return (policy === undefined ? ownUrl(url) : policy.createScriptURL(url)) as string;
}

function ownUrl(url: string): string {
  const { origin, href } = new URL(url, globalThis.location.href);
  if (origin !== globalThis.location.origin) throw new TypeError('Scripts come from the app itself.');
  return href;
}
