import { PosthornError } from '@posthorn/protocol';

const IV_BYTES = 12;

/** Seals and opens the entries of a device's store (AES-256-GCM of the platform's WebCrypto). */
export interface EntrySeal {
  seal(name: string, value: Uint8Array): Promise<Uint8Array>;
  open(name: string, sealed: Uint8Array): Promise<Uint8Array>;
}

/**
 * Makes the seal of a store from its 32-byte key. The entry's name is authenticated with the value: an entry that was
 * moved to another name does not open.
 */
export async function entrySeal(key: Uint8Array): Promise<EntrySeal> {
  if (key.length !== 32) {
    throw new PosthornError('store-key-wrong', 'A store key has 32 bytes.', {
      mend: 'Open the store with a random key of 32 bytes and keep that key in a safe place.',
    });
  }
  const cryptoKey = await crypto.subtle.importKey('raw', new Uint8Array(key), 'AES-GCM', false, ['encrypt', 'decrypt']);
  const parameters = (name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(name),
  });
  return {
    async seal(name, value) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(parameters(name, iv), cryptoKey, new Uint8Array(value));
      const entry = new Uint8Array(IV_BYTES + sealed.byteLength);
      entry.set(iv);
      entry.set(new Uint8Array(sealed), IV_BYTES);
      return entry;
    },
    async open(name, sealed) {
      const iv = new Uint8Array(sealed.subarray(0, IV_BYTES));
      const body = new Uint8Array(sealed.subarray(IV_BYTES));
      try {
        return new Uint8Array(await crypto.subtle.decrypt(parameters(name, iv), cryptoKey, body));
      } catch (cause) {
        throw new PosthornError('store-key-wrong', 'An entry of the store does not open with this key.', {
          mend: 'Open the store with the key it was made with. If that key is lost, sign in anew with an empty store.',
          cause,
        });
      }
    },
  };
}
