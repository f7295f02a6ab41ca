import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { encryptedFile, type EncryptedFile } from './encrypted-file.ts';
import { byteCount, jsonPointer, mediaType, name, sha256Hex, uuid } from './values.ts';

/** A file that belongs to an application, a document request or a decision. */
export type Attachment = {
  id: string;
  /** The file field it belongs to: JSON pointer (RFC 6901) into the answers. */
  field?: string;
  /** File name as the person sees it. Text from a stranger: never a path, never HTML. */
  name: string;
  mediaType: string;
  /** Bytes of the plaintext. */
  size: number;
  /** SHA-256 of the plaintext, hexadecimal. Receivers compare it after decryption. */
  sha256: string;
  file: EncryptedFile;
};

export const attachment: SchemaOf<Attachment> = schemaOf<Attachment>()(
  Type.Object({
    id: uuid,
    field: Type.Optional(jsonPointer),
    name,
    mediaType,
    size: byteCount,
    sha256: sha256Hex,
    file: Type.Unsafe<EncryptedFile>(encryptedFile),
  }),
);
