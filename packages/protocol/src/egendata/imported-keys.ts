import type { DataKey, WireKey } from './wire-keys.ts';

/** The most public keys that are remembered for one use. */
const mostPublicKeys = 1_000;

/**
 * Has each key imported once, which takes longer than using it. Public keys are known again by what they are, whatever object holds them;
 * private ones are forgotten together with the object that holds them.
 *
 * @param importKey makes the key that the platform uses
 * @returns the same, for the algorithm that the key is used with
 */
export function importingOnce<K extends WireKey | DataKey, Imported>(
  importKey: (key: K, algorithm: string) => Promise<Imported>,
): (key: K, algorithm: string) => Promise<Imported> {
  const privateKeys = new WeakMap<K, Promise<Imported>>();
  const publicKeys = new Map<string, Promise<Imported>>();
  return (key, algorithm) => {
    if ('d' in key) {
      const known = privateKeys.get(key) ?? importKey(key, algorithm);
      privateKeys.set(key, known);
      return known;
    }
    const name = nameOf(key, algorithm);
    const known = publicKeys.get(name) ?? importKey(key, algorithm);
    // The one used last stands last.
    publicKeys.delete(name);
    publicKeys.set(name, known);
    const [oldest] = publicKeys.keys();
    if (publicKeys.size > mostPublicKeys && oldest !== undefined) publicKeys.delete(oldest);
    return known;
  };
}

function nameOf(key: WireKey | DataKey, algorithm: string): string {
  return JSON.stringify(key.kty === 'EC' ? [algorithm, key.crv, key.x, key.y] : [algorithm, key.e, key.n]);
}
