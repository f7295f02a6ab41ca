import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { PosthornError } from './errors.ts';
import { publicKey, type PrivateKey, type PublicKey } from './schemas/public-key.ts';
import { isValid } from './validate.ts';

/** A new key pair for ES256 signatures (RFC 7518, section 3.4), made by the platform's own cryptography. */
export async function generateSigningKey(): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { x = '', y = '', d = '' } = await exportJWK(privateKey);
  const bare = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { ...bare, kid: await thumbprint(bare), use: 'sig', alg: 'ES256', d };
}

/** The public half of a key, and nothing else that the object may carry. */
export function toPublicKey(key: PublicKey): PublicKey {
  const { kty, crv, x, y, kid, use, alg } = key;
  return { kty, crv, x, y, kid, use, alg };
}

/** The JWK thumbprint of a key (RFC 7638, SHA-256), base64url: its name everywhere. */
export async function thumbprint(key: Pick<PublicKey, 'kty' | 'crv' | 'x' | 'y'>): Promise<string> {
  return calculateJwkThumbprint({ kty: key.kty, crv: key.crv, x: key.x, y: key.y });
}

/**
 * Checks a key that comes from outside: form, and that its `kid` is its thumbprint.
 *
 * @returns the public key without further members
 * @throws PosthornError `key-invalid`
 */
export async function parsePublicKey(value: unknown): Promise<PublicKey> {
  if (!isValid(publicKey, value) || value.kid !== (await thumbprint(value))) {
    throw new PosthornError('key-invalid', 'The key is not a public P-256 key named by its thumbprint.', {
      mend: 'Give a JWK with kty EC, crv P-256, use sig, alg ES256 and its RFC 7638 thumbprint as kid.',
    });
  }
  return toPublicKey(value);
}
