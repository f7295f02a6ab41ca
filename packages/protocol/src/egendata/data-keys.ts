import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { PosthornError } from '../errors.ts';
import { isValid } from '../validate.ts';
import { importDataKey } from './key-wrap.ts';
import { toPublicRsaKey } from './signing-keys.ts';
import {
  agreementKey,
  rsaKey,
  type AgreementPrivateKey,
  type DataKey,
  type DataPrivateKey,
  type RsaPrivateKey,
} from './wire-keys.ts';

/** Kinds of data keys: `ES` is ECDH-ES+A256KW on P-256, for own peers; `RSA` is RSA-OAEP with 2048 bits, for old ones. */
export type DataKeyKind = 'ES' | 'RSA';

/**
 * A new key that data can be encrypted to, made by the platform's own cryptography.
 *
 * @param kidOf makes the key id of the key's thumbprint; it must end with `/<thumbprint>`, or other sides refuse the key
 * @example await generateDataKey('ES', (thumbprint) => `egendata://jwks/${thumbprint}`)
 */
export async function generateDataKey(kind: 'ES', kidOf: (thumbprint: string) => string): Promise<AgreementPrivateKey>;
export async function generateDataKey(kind: 'RSA', kidOf: (thumbprint: string) => string): Promise<RsaPrivateKey>;
export async function generateDataKey(
  kind: DataKeyKind,
  kidOf: (thumbprint: string) => string,
): Promise<DataPrivateKey>;
export async function generateDataKey(
  kind: DataKeyKind,
  kidOf: (thumbprint: string) => string,
): Promise<DataPrivateKey> {
  const key = kind === 'ES' ? await newAgreementKey() : await newRsaKey();
  return { ...key, kid: kidOf(await dataKeyThumbprint(key)) };
}

/** The public half of a data key, with exactly the members that other sides expect. */
export function publicDataKey(key: DataKey): DataKey {
  if (key.kty === 'RSA') return toPublicRsaKey(key);
  const { kid, kty, crv, x, y, use, alg } = key;
  return { kid, kty, crv, x, y, use, alg };
}

/** The JWK thumbprint of a data key (RFC 7638, SHA-256), base64url: the end of its key id. */
export async function dataKeyThumbprint(key: DataKey): Promise<string> {
  const { kty } = key;
  return kty === 'EC'
    ? calculateJwkThumbprint({ kty, crv: key.crv, x: key.x, y: key.y })
    : calculateJwkThumbprint({ kty, e: key.e, n: key.n });
}

/**
 * Checks a data key that comes from outside: form, strength, and that its `kid` ends with its thumbprint, so that one id never names two
 * keys.
 *
 * @returns the public key without further members
 * @throws PosthornError `key-invalid`
 */
export async function parseDataKey(value: unknown): Promise<DataKey> {
  const isKey = isValid(agreementKey, value) || (isValid(rsaKey, value) && value.use === 'enc');
  if (!isKey || !value.kid.endsWith(`/${await dataKeyThumbprint(value)}`)) {
    throw new PosthornError('key-invalid', 'The key is no public key that data can be encrypted to.', {
      mend: 'Give a JWK with use enc: RSA of at least 2048 bits, or P-256 with alg ECDH-ES+A256KW; its kid ends with its RFC 7638 thumbprint.',
    });
  }
  await importDataKey(value);
  return publicDataKey(value);
}

async function newAgreementKey(): Promise<AgreementPrivateKey> {
  const { privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const { x = '', y = '', d = '' } = await exportJWK(privateKey);
  return { kid: '', kty: 'EC', crv: 'P-256', x, y, use: 'enc', alg: 'ECDH-ES+A256KW', d };
}

async function newRsaKey(): Promise<RsaPrivateKey> {
  const { privateKey } = await generateKeyPair('RSA-OAEP', { modulusLength: 2048, extractable: true });
  const { n = '', d = '', p = '', dp = '', q = '', dq = '', qi = '' } = await exportJWK(privateKey);
  return { kid: '', kty: 'RSA', use: 'enc', e: 'AQAB', n, d, p, dp, q, dq, qi };
}
