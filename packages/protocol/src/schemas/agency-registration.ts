import Type from 'typebox';
import type { LocalizedText } from '../language.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { publicKey, type PublicKey } from './public-key.ts';
import { clientId, localizedText, masterKey, unixTime, userId, uuid } from './values.ts';

/** An agency tells the directory who it is. The same message renews it: only the holder of the first key may. */
export type AgencyRegistration = {
  type: 'AGENCY_REGISTRATION';
  /** clientId of the agency. */
  iss: string;
  /** Base URL of the directory it is meant for. */
  aud: string;
  /** Seconds since 1970. */
  iat: number;
  /** Seconds since 1970. Until then the directory takes the message; the record itself does not expire by it. */
  exp: number;
  jti: string;
  displayName: LocalizedText;
  description?: LocalizedText;
  /** The agency's signing key; signs this message, too. */
  jwk: PublicKey;
  matrix: {
    userId: string;
    /** The agency's master cross-signing key, unpadded base64. People recognise the agency by it. */
    masterKey: string;
  };
};

export const agencyRegistration: SchemaOf<AgencyRegistration> = schemaOf<AgencyRegistration>()(
  Type.Object({
    type: Type.Literal('AGENCY_REGISTRATION'),
    iss: clientId,
    aud: clientId,
    iat: unixTime,
    exp: unixTime,
    jti: uuid,
    displayName: localizedText(255),
    description: Type.Optional(localizedText(2_000)),
    jwk: Type.Unsafe<PublicKey>(publicKey),
    matrix: Type.Object({ userId, masterKey }),
  }),
);
