import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { PosthornError } from '@posthorn/protocol';

/**
 * Seals what the agency keeps on disk with AES-256-GCM. Every purpose has a key of its own (HKDF-SHA-256 from the storage key),
 * and the place of a value is authenticated, so a sealed value moved to another row or column does not open.
 */
export interface Sealer {
  seal(place: string, plain: Uint8Array): Uint8Array;
  /** @throws PosthornError `store-key-wrong` when the key is another one or the bytes were changed */
  open(place: string, sealed: Uint8Array): Uint8Array;
  sealText(place: string, text: string): Uint8Array;
  openText(place: string, sealed: Uint8Array): string;
}

const version = 1;
const nonceLength = 12;
const tagLength = 16;

/** 32 bytes for one purpose, derived from the storage key. */
export function deriveKey(storageKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', storageKey, new Uint8Array(0), `posthorn agency ${purpose}`, 32));
}

export function createSealer(storageKey: Uint8Array, purpose: string): Sealer {
  const key = deriveKey(storageKey, purpose);

  function seal(place: string, plain: Uint8Array): Uint8Array {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(place));
    const body = cipher.update(plain);
    cipher.final();
    return Buffer.concat([Uint8Array.of(version), nonce, body, cipher.getAuthTag()]);
  }

  function open(place: string, sealed: Uint8Array): Uint8Array {
    try {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < 1 + nonceLength + tagLength || bytes[0] !== version) throw new Error('not a sealed value');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + nonceLength));
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(bytes.length - tagLength));
      const plain = decipher.update(bytes.subarray(1 + nonceLength, bytes.length - tagLength));
      decipher.final();
      return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
    } catch (cause) {
      throw new PosthornError('store-key-wrong', 'The stored data does not open with this storage key.', {
        mend: 'Start the gateway with the storage key that this storage folder was made with, or restore the folder from a backup.',
        cause,
      });
    }
  }

  return {
    seal,
    open,
    sealText: (place, text) => seal(place, Buffer.from(text)),
    openText: (place, sealed) => Buffer.from(open(place, sealed)).toString('utf8'),
  };
}
