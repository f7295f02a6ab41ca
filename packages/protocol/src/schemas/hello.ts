import Type from 'typebox';
import type { Language } from '../language.ts';
import { schemaOf, type SchemaOf } from '../validate.ts';
import { clientId, jws, language, masterKey, roomId, unixTime, userId, uuid } from './values.ts';

/** First message of a person in a room. Has no case. */
export type HelloBlock = { v: 1; id: string; /** JWS of a {@link HelloPayload}, account key embedded. */ jws: string };

/**
 * The account key attests the person's Matrix identity. An agency sends nothing into a room before it has verified one, and
 * compares `userId`, `roomId` and `masterKey` with what Matrix tells.
 */
export type HelloPayload = {
  type: 'hello';
  connectionId: string;
  /** clientId of the agency it is meant for. */
  agency: string;
  userId: string;
  /** The person's master cross-signing key, unpadded base64. */
  masterKey: string;
  roomId: string;
  /** The language in which the person wants to be written to. */
  language: Language;
  /** Seconds since 1970. */
  iat: number;
};

export const helloBlock: SchemaOf<HelloBlock> = schemaOf<HelloBlock>()(
  Type.Object({ v: Type.Literal(1), id: uuid, jws }),
);

export const helloPayload: SchemaOf<HelloPayload> = schemaOf<HelloPayload>()(
  Type.Object({
    type: Type.Literal('hello'),
    connectionId: uuid,
    agency: clientId,
    userId,
    masterKey,
    roomId,
    language,
    iat: unixTime,
  }),
);
