import { importJWK, SignJWT } from 'jose';
import type { RsaPrivateJwk } from './rsa-keys.ts';

/** Who signs, and what the header says about it. */
export interface Signer {
  key: RsaPrivateJwk;
  header: Record<string, unknown>;
}

/** Signs like the old world: PS256, valid for an hour from now unless the claims say otherwise. */
export async function signOldMessage(claims: Record<string, unknown>, { key, header }: Signer): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  return new SignJWT({ iat, exp: iat + 3600, ...claims })
    .setProtectedHeader({ alg: 'PS256', ...header })
    .sign(await importJWK({ ...key }, 'PS256'));
}
