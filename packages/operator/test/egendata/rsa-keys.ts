import { createPrivateKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

/** A public RSA key with exactly the members that the old parser allows. */
export interface RsaPublicJwk {
  kid: string;
  kty: 'RSA';
  use: 'sig' | 'enc';
  e: string;
  n: string;
}

/** Its private half, again with exactly these members. */
export interface RsaPrivateJwk extends RsaPublicJwk {
  d: string;
  p: string;
  q: string;
  dp: string;
  dq: string;
  qi: string;
}

/** A new key of 2048 bits; costs about 90 ms of one core, so a file makes few and uses them again. */
export async function generateRsaKey(
  use: 'sig' | 'enc',
  kidOf: (thumbprint: string) => string = deviceKeyId,
): Promise<RsaPrivateJwk> {
  const { privateKey } = await generateKeyPair('PS256', { modulusLength: 2048, extractable: true });
  const { e = '', n = '', d = '', p = '', q = '', dp = '', dq = '', qi = '' } = await exportJWK(privateKey);
  const kid = kidOf(await calculateJwkThumbprint({ kty: 'RSA', e, n }));
  return { kid, kty: 'RSA', use, e, n, d, p, q, dp, dq, qi };
}

/** How a device names its keys. */
export function deviceKeyId(thumbprint: string): string {
  return `egendata://jwks/${thumbprint}`;
}

export function publicHalf({ kid, kty, use, e, n }: RsaPublicJwk): RsaPublicJwk {
  return { kid, kty, use, e, n };
}

/** The key as the text that a service's makers keep in a file: PKCS #1, PEM. */
export function toPem(key: RsaPrivateJwk): string {
  return createPrivateKey({ key: { ...key }, format: 'jwk' })
    .export({ type: 'pkcs1', format: 'pem' })
    .toString();
}
