import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';

/**
 * An encrypted attachment as in the Matrix specification (Client-Server API, "Sending encrypted attachments"): AES-CTR with the key
 * in here. Whoever reads this object reads the file, so it travels in encrypted events only.
 */
export type EncryptedFile = {
  /** Where the ciphertext lies: `mxc://server/media-id`. */
  url: string;
  key: { kty: 'oct'; key_ops: string[]; alg: 'A256CTR'; k: string; ext: true };
  /** Initial counter block, unpadded base64. */
  iv: string;
  /** SHA-256 of the ciphertext, unpadded base64. */
  hashes: { sha256: string };
  v: 'v2';
};

export const encryptedFile: SchemaOf<EncryptedFile> = schemaOf<EncryptedFile>()(
  Type.Object({
    url: Type.String({ pattern: '^mxc://[^/\\s]+/[^/\\s]+$', maxLength: 1024 }),
    key: Type.Object({
      kty: Type.Literal('oct'),
      key_ops: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 8 }),
      alg: Type.Literal('A256CTR'),
      k: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
      ext: Type.Literal(true),
    }),
    iv: Type.String({ pattern: '^[A-Za-z0-9+/]{22}={0,2}$' }),
    hashes: Type.Object({ sha256: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=?$' }) }),
    v: Type.Literal('v2'),
  }),
);
