import Type from 'typebox';
import { schemaOf, type SchemaOf } from '../validate.ts';

/** A public key for ES256 signatures, as JWK (RFC 7517). */
export type PublicKey = {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  /** The key's JWK thumbprint (RFC 7638, SHA-256, base64url). */
  kid: string;
  use: 'sig';
  alg: 'ES256';
};

/** A private key for ES256 signatures. Lives in the vault or in a gateway's key file, and never in a log or message. */
export type PrivateKey = PublicKey & { d: string };

const coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

export const publicKey: SchemaOf<PublicKey> = schemaOf<PublicKey>()(
  Type.Object({
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: coordinate,
    y: coordinate,
    kid: coordinate,
    use: Type.Literal('sig'),
    alg: Type.Literal('ES256'),
  }),
);
