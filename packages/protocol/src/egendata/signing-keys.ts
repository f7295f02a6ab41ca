import { calculateJwkThumbprint } from 'jose';
import { PosthornError } from '../errors.ts';
import { toPublicKey } from '../keys.ts';
import { publicKey } from '../schemas/public-key.ts';
import { isValid } from '../validate.ts';
import { rsaKey, type RsaKey, type WireKey } from './wire-keys.ts';

/** The public half of a signing key, and nothing else that the object may carry. */
export function toPublicWireKey(key: WireKey): WireKey {
  return key.kty === 'EC' ? toPublicKey(key) : toPublicRsaKey(key);
}

/** The public half of an RSA key, with exactly the members that old peers allow. */
export function toPublicRsaKey({ kid, kty, use, e, n }: RsaKey): RsaKey {
  return { kid, kty, use, e, n };
}

/**
 * Checks a signing key that comes from outside. The `kid` of a P-256 key is its thumbprint; that of an RSA key is whatever its owner
 * calls it, so keys are compared by {@link wireThumbprint}.
 *
 * @throws PosthornError `key-invalid`
 */
export async function parseWireKey(value: unknown): Promise<WireKey> {
  if (isValid(rsaKey, value) && value.use === 'sig') return toPublicRsaKey(value);
  if (isValid(publicKey, value) && value.kid === (await wireThumbprint(value))) return toPublicKey(value);
  throw new PosthornError('key-invalid', 'The key is no public signing key.', {
    mend: 'Give a JWK with use sig: RSA of at least 2048 bits, or P-256 for ES256 with its RFC 7638 thumbprint as kid.',
  });
}

/** The JWK thumbprint of a key (RFC 7638, SHA-256), base64url: what two keys are compared by. */
export async function wireThumbprint(key: WireKey): Promise<string> {
  const { kty } = key;
  return kty === 'EC'
    ? calculateJwkThumbprint({ kty, crv: key.crv, x: key.x, y: key.y })
    : calculateJwkThumbprint({ kty, e: key.e, n: key.n });
}
