import Type from 'typebox';
import { publicKey, type PublicKey } from '../schemas/public-key.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { keyId } from './values.ts';

/** A public RSA key of an old peer, with exactly the members that its strict parser allows. */
export type RsaKey = {
  kid: string;
  kty: 'RSA';
  use: 'sig' | 'enc';
  e: 'AQAB';
  /** At least 2048 bits, base64url. */
  n: string;
};

/** A private RSA key. Lives in the vault or in a service's own store, and never in a log or message. */
export type RsaPrivateKey = RsaKey & { d: string; p: string; dp: string; q: string; dq: string; qi: string };

/** A public key for ECDH-ES+A256KW (RFC 7518, section 4.6), as JWK. */
export type AgreementKey = {
  kid: string;
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  use: 'enc';
  alg: 'ECDH-ES+A256KW';
};

/** The private half of an {@link AgreementKey}. */
export type AgreementPrivateKey = AgreementKey & { d: string };

/** A key that data is encrypted to. */
export type DataKey = RsaKey | AgreementKey;

/** The private half of a {@link DataKey}. */
export type DataPrivateKey = RsaPrivateKey | AgreementPrivateKey;

/** A key that signs messages: RSA of old peers (PS256), P-256 of own ones (ES256). */
export type WireKey = RsaKey | PublicKey;

/** The private half of a {@link WireKey}. */
export type WirePrivateKey = RsaPrivateKey | (PublicKey & { d: string });

const modulus = Type.String({ pattern: '^[A-Za-z0-9_-]{342,1366}$', description: 'RSA modulus of 2048 to 8192 bits' });
const coordinate = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });
const use: Type.TUnsafe<'sig' | 'enc'> = Type.Unsafe<'sig' | 'enc'>({ type: 'string', enum: ['sig', 'enc'] });

export const rsaKey: SchemaOf<RsaKey> = schemaOf<RsaKey>()(
  Type.Object({ kid: keyId, kty: Type.Literal('RSA'), use, e: Type.Literal('AQAB'), n: modulus }),
);

export const agreementKey: SchemaOf<AgreementKey> = schemaOf<AgreementKey>()(
  Type.Object({
    kid: keyId,
    kty: Type.Literal('EC'),
    crv: Type.Literal('P-256'),
    x: coordinate,
    y: coordinate,
    use: Type.Literal('enc'),
    alg: Type.Literal('ECDH-ES+A256KW'),
  }),
);

export const dataKey: Type.TUnsafe<DataKey> = Type.Unsafe<DataKey>({ anyOf: [rsaKey, agreementKey] });

export const wireKey: Type.TUnsafe<WireKey> = Type.Unsafe<WireKey>({ anyOf: [rsaKey, publicKey] });
