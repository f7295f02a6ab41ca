import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { base64urlText, keyId } from './values.ts';

/** The content key of a document, wrapped for one reader. */
export type Recipient = {
  header: {
    /** Of the reader's key. */
    kid: string;
    alg: 'RSA-OAEP' | 'ECDH-ES+A256KW';
    /** The sender's ephemeral key, with ECDH-ES+A256KW. */
    epk?: { kty: 'EC'; crv: 'P-256'; x: string; y: string };
  };
  encrypted_key: string;
};

/** A stored document: JWE in general JSON serialization (RFC 7516, section 7.2.1), one recipient per reader. */
export type SealedData = {
  protected: string;
  recipients: Recipient[];
  iv: string;
  ciphertext: string;
  tag: string;
};

/** The most readers of one document. */
export const maxRecipients = 64;

const coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

const recipient: SchemaOf<Recipient> = schemaOf<Recipient>()(
  Type.Object({
    header: Type.Object({
      kid: keyId,
      alg: Type.Unsafe<Recipient['header']['alg']>({ type: 'string', enum: ['RSA-OAEP', 'ECDH-ES+A256KW'] }),
      epk: Type.Optional(
        Type.Object({ kty: Type.Literal('EC'), crv: Type.Literal('P-256'), x: coordinate, y: coordinate }),
      ),
    }),
    encrypted_key: base64urlText,
  }),
);

export const recipients: Type.TArray<Type.TUnsafe<Recipient>> = Type.Array(Type.Unsafe<Recipient>(recipient), {
  minItems: 1,
  maxItems: maxRecipients,
});

export const sealedData: SchemaOf<SealedData> = schemaOf<SealedData>()(
  Type.Object({
    protected: base64urlText,
    recipients,
    iv: base64urlText,
    ciphertext: base64urlText,
    tag: base64urlText,
  }),
);
