import { createPublicKey } from 'node:crypto';
import { parseWireKey, PosthornError, wireThumbprint, type WireKey } from '@posthorn/protocol';
import { LRUCache } from 'lru-cache';
import type { GuardedFetch } from './guarded-fetch.ts';

/** The signing keys that services keep at their own addresses. */
export interface ServiceKeys {
  /**
   * The key at an address. It is fetched when it is not known yet or ten minutes old; many who ask at once share one request.
   *
   * Trust: the caller names the jwksURI from the operator's own records, never from the message that names the kid.
   *
   * @param kid `{jwksUri}/{name}`
   * @param jwksUri as the service has registered it
   * @throws PosthornError `key-not-allowed`, `key-unreachable`
   */
  key(kid: string, jwksUri: string): Promise<WireKey>;
}

/** Keys that are remembered at most. */
const most = 10_000;

/** Milliseconds that a key is remembered. */
const keyAge = 10 * 60_000;

/** Milliseconds before an address that failed is asked again. */
const failureAge = 10_000;

/**
 * Keeps services' keys.
 *
 * @param clock milliseconds, from any start
 */
export function createServiceKeys(
  web: Pick<GuardedFetch, 'fetch'>,
  clock: { now(): number } = performance,
): ServiceKeys {
  const keys = new LRUCache<string, Promise<WireKey>>({ max: most, ttl: keyAge, perf: clock, ttlResolution: 0 });
  return {
    async key(kid, jwksUri) {
      assertBelow(kid, jwksUri);
      const known = keys.get(kid);
      if (known !== undefined) return known;
      const fetching = fetchKey(kid, web);
      keys.set(kid, fetching);
      // Remembered from the answer on.
      fetching.catch(() => keys.set(kid, fetching, { ttl: failureAge }));
      return fetching;
    },
  };
}

/**
 * One more path segment below the jwksURI and nothing else: no query, no fragment, nothing encoded, nothing that a URL parser would
 * read in another way than it is written.
 */
function assertBelow(kid: string, jwksUri: string): void {
  const base = `${jwksUri.replace(/\/$/, '')}/`;
  const isPlain = URL.parse(kid)?.href === kid && URL.parse(base)?.href === base && !/[?#%\\]/.test(base);
  if (isPlain && kid.startsWith(base) && /^[\w~-][\w.~-]*$/.test(kid.slice(base.length))) return;
  throw new PosthornError('key-not-allowed', 'The key does not lie below the registered jwksURI of the service.', {
    mend: 'Name a kid that is the registered jwksURI, a slash, and one name of letters, digits, "-", "_", "." and "~".',
  });
}

async function fetchKey(kid: string, web: Pick<GuardedFetch, 'fetch'>): Promise<WireKey> {
  const { status, text } = await ask(kid, web);
  if (status !== 200) throw unreachable('The address of the key does not answer with status 200.');
  try {
    return await readKey(kid, text);
  } catch (cause) {
    throw unreachable('The address of the key does not answer with that key.', cause);
  }
}

async function ask(kid: string, web: Pick<GuardedFetch, 'fetch'>): Promise<{ status: number; text: string }> {
  try {
    return await web.fetch(kid, { method: 'GET', headers: { accept: 'application/json' }, expect: 'text' });
  } catch (cause) {
    throw unreachable('The address of the key cannot be reached from here.', cause);
  }
}

async function readKey(kid: string, text: string): Promise<WireKey> {
  const found = JSON.parse(text) as WireKey;
  if (found.kid !== kid) throw new Error('The key has another kid.');
  // The operator calls P-256 keys by their thumbprint.
  const key = await parseWireKey(found.kty === 'EC' ? { ...found, kid: await wireThumbprint(found) } : found);
  // Throws for a point that is not on the curve.
  const { modulusLength = 0 } = createPublicKey({ key: { ...key }, format: 'jwk' }).asymmetricKeyDetails ?? {};
  if (key.kty === 'RSA' && modulusLength < 2048) throw new Error('The key is too short.');
  return key;
}

function unreachable(message: string, cause?: unknown): PosthornError {
  return new PosthornError('key-unreachable', message, {
    mend:
      'Answer GET at the kid itself, at a public https address, without redirects, within three seconds, with one JWK that has this kid ' +
      'and use sig: RSA of at least 2048 bits, or P-256 with alg ES256.',
    cause,
  });
}
