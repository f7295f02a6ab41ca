/**
 * Content keys in and out of their wrapping. jose hands out no content key, and without one nobody could let a further reader into a
 * document whose ciphertext stays where it is; so this is done here, with the platform's WebCrypto alone.
 */
import { base64url } from 'jose';
import { PosthornError } from '../errors.ts';
import { importingOnce } from './imported-keys.ts';
import type { Recipient } from './sealed-document.ts';
import type { DataKey, DataPrivateKey } from './wire-keys.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of a content key: both A256GCM and A128CBC-HS256 take 256 bits. */
const contentKeyLength = 32;

const agreement = { name: 'ECDH', namedCurve: 'P-256' } as const;
const oaep = { name: 'RSA-OAEP', hash: 'SHA-1' } as const;

/** How AES-KW carries a content key; it is never used as what this says. */
const carrier = { name: 'HMAC', hash: 'SHA-256' } as const;

/** A new content key. */
export function newContentKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(contentKeyLength));
}

/**
 * Wraps a content key for a reader: RSA-OAEP or ECDH-ES+A256KW (RFC 7518, sections 4.3 and 4.6), as the reader's key is.
 *
 * @throws PosthornError `key-invalid`
 */
export async function wrapContentKey(contentKey: Bytes, reader: DataKey): Promise<Recipient> {
  const { kid } = reader;
  const key = await importDataKey(reader);
  if (reader.kty === 'RSA') {
    const wrapped = await crypto.subtle.encrypt(oaep, key, contentKey);
    return { header: { kid, alg: 'RSA-OAEP' }, encrypted_key: encode(wrapped) };
  }
  const ephemeral = await crypto.subtle.generateKey(agreement, true, ['deriveBits']);
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', ephemeral.publicKey);
  const wrapping = await wrappingKey(key, ephemeral.privateKey, 'wrapKey');
  const carried = await crypto.subtle.importKey('raw', contentKey, carrier, true, ['sign']);
  return {
    header: { kid, alg: 'ECDH-ES+A256KW', epk: { kty: 'EC', crv: 'P-256', x, y } },
    encrypted_key: encode(await crypto.subtle.wrapKey('raw', carried, wrapping, 'AES-KW')),
  };
}

/**
 * Takes a content key out of a reader's own entry. The answer opens the document: it is never stored, sent or logged.
 *
 * @throws PosthornError `document-not-for-key`, `document-sealed-otherwise`, `key-invalid`
 */
export async function unwrapContentKey({ header, ...entry }: Recipient, own: DataPrivateKey): Promise<Bytes> {
  if (header.kid !== own.kid) throw notForKey();
  const key = await importDataPrivateKey(own);
  let contentKey: Bytes;
  try {
    const wrapped = decode(entry.encrypted_key);
    if (header.alg === 'RSA-OAEP') {
      contentKey = new Uint8Array(await crypto.subtle.decrypt(oaep, key, wrapped));
    } else {
      const { x = '', y = '' } = header.epk ?? {};
      const ephemeral = await importPublic({ kty: 'EC', crv: 'P-256', x, y }, agreement, []);
      const wrapping = await wrappingKey(ephemeral, key, 'unwrapKey');
      const carried = await crypto.subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', carrier, true, ['sign']);
      contentKey = new Uint8Array(await crypto.subtle.exportKey('raw', carried));
    }
  } catch (cause) {
    throw sealedOtherwise(cause);
  }
  if (contentKey.length !== contentKeyLength) throw sealedOtherwise();
  return contentKey;
}

/**
 * The private key as WebCrypto and jose use it.
 *
 * @throws PosthornError `key-invalid`
 */
export async function importDataPrivateKey(key: DataPrivateKey): Promise<CryptoKey> {
  try {
    if (key.kty === 'EC') {
      const { kty, crv, x, y, d } = key;
      return await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, agreement, false, ['deriveBits']);
    }
    const { kty, e, n, d, p, q, dp, dq, qi } = key;
    return atLeast2048(
      await crypto.subtle.importKey('jwk', { kty, e, n, d, p, q, dp, dq, qi }, oaep, false, ['decrypt']),
    );
  } catch (cause) {
    throw keyInvalid(cause);
  }
}

/**
 * The key that two sides agree on (Concat KDF of NIST SP 800-56A with SHA-256, RFC 7518, section 4.6.2).
 *
 * @param secret the shared secret Z
 * @param use.bits at most 256, so that one round is enough
 */
export async function concatKdf(
  secret: Bytes,
  use: { algorithm: string; bits: number; partyU?: Bytes; partyV?: Bytes },
): Promise<Bytes> {
  const { algorithm, bits, partyU = new Uint8Array(), partyV = new Uint8Array() } = use;
  const named = [new TextEncoder().encode(algorithm), partyU, partyV].flatMap((part) => [uint32(part.length), part]);
  const round = concat([uint32(1), secret, ...named, uint32(bits)]);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', round)).slice(0, bits / 8);
}

/** The document has no entry for a key. */
export function notForKey(): PosthornError {
  return new PosthornError('document-not-for-key', 'The document is not sealed for this key.', {
    mend: 'Use the key that the entry names, or have the person add this key to the readers.',
  });
}

/** The document, or an entry of it, does not open. */
export function sealedOtherwise(cause?: unknown): PosthornError {
  return new PosthornError('document-sealed-otherwise', 'The document does not open with this key.', {
    mend: 'It is damaged, or it names this key but was sealed with another one. Have its writer write it again.',
    cause,
  });
}

/**
 * The public key as WebCrypto uses it.
 *
 * @throws PosthornError `key-invalid` for a point that is not on the curve, and RSA below 2048 bits
 */
export async function importDataKey(key: DataKey): Promise<CryptoKey> {
  return importOnce(key, '');
}

const importOnce = importingOnce(async (key: DataKey): Promise<CryptoKey> => {
  try {
    if (key.kty === 'EC') return await importPublic({ kty: 'EC', crv: 'P-256', x: key.x, y: key.y }, agreement, []);
    return atLeast2048(await importPublic({ kty: 'RSA', e: key.e, n: key.n }, oaep, ['encrypt']));
  } catch (cause) {
    throw keyInvalid(cause);
  }
});

async function importPublic(
  jwk: JsonWebKey,
  algorithm: typeof agreement | typeof oaep,
  usages: KeyUsage[],
): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk, algorithm, false, usages);
}

/** The key of AES-KW that a static and an ephemeral key agree on. Own peers name no parties (apu, apv). */
async function wrappingKey(
  publicKey: CryptoKey,
  privateKey: CryptoKey,
  use: 'wrapKey' | 'unwrapKey',
): Promise<CryptoKey> {
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: publicKey }, privateKey, 256);
  const derived = await concatKdf(new Uint8Array(secret), { algorithm: 'ECDH-ES+A256KW', bits: 256 });
  return crypto.subtle.importKey('raw', derived, 'AES-KW', false, [use]);
}

function atLeast2048(key: CryptoKey): CryptoKey {
  if ((key.algorithm as RsaHashedKeyAlgorithm).modulusLength < 2048) throw new RangeError('An RSA key is too short.');
  return key;
}

function concat(parts: readonly Bytes[]): Bytes {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function uint32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function encode(bytes: ArrayBuffer): string {
  return base64url.encode(new Uint8Array(bytes));
}

function decode(text: string): Bytes {
  return new Uint8Array(base64url.decode(text));
}

function keyInvalid(cause: unknown): PosthornError {
  return new PosthornError('key-invalid', 'The data key cannot be used.', {
    mend: 'Use an RSA key of at least 2048 bits, or a P-256 key for ECDH-ES+A256KW.',
    cause,
  });
}
