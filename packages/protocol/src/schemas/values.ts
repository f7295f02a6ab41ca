import Type, { type TSchema } from 'typebox';
import { maxNameLength, protocolLimits } from '../limits.ts';
import type { JsonObject } from '../json.ts';
import { languages, type Language, type LocalizedText } from '../language.ts';

/** The form that every block has today. A greater `v` is shown by its readable body. */
export const blockVersion = 1;

const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

export const uuid: Type.TString = Type.String({ pattern: uuidPattern, description: 'UUID, lower case' });

export const sha256Hex: Type.TString = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'SHA-256, 64 lower-case hexadecimal digits',
});

export const text: Type.TString = Type.String({ minLength: 1, maxLength: protocolLimits.text });

export const name: Type.TString = Type.String({ minLength: 1, maxLength: maxNameLength });

export const code: Type.TString = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Stable code for programs',
});

export const clientId: Type.TString = Type.String({
  pattern: '^https?://[^\\s]+$',
  maxLength: 255,
  description: 'URL that identifies an agency; never fetched',
});

export const userId: Type.TString = Type.String({
  pattern: '^@[^:\\s]*:[^\\s]+$',
  maxLength: 255,
  description: 'Matrix user id',
});

export const roomId: Type.TString = Type.String({
  pattern: '^![^\\s]+$',
  maxLength: 255,
  description: 'Matrix room id',
});

export const eventId: Type.TString = Type.String({
  pattern: '^\\$[^\\s]+$',
  maxLength: 255,
  description: 'Matrix event id',
});

export const masterKey: Type.TString = Type.String({
  pattern: '^[A-Za-z0-9+/]{43}$',
  description: 'Matrix master cross-signing key: Ed25519 public key, unpadded base64',
});

export const serviceId: Type.TString = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,63}$',
  description: 'Id of a service',
});

export const version: Type.TInteger = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

export const mediaType: Type.TString = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9!#$&^_.+-]+$',
  maxLength: 127,
  description: 'Media type (RFC 6838) without parameters',
});

export const byteCount: Type.TInteger = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Bytes',
});

export const instant: Type.TString = Type.String({ format: 'date-time', maxLength: 40, description: 'RFC 3339' });

export const day: Type.TString = Type.String({ format: 'date', maxLength: 10, description: 'Full date (RFC 3339)' });

export const unixTime: Type.TInteger = Type.Integer({
  minimum: 0,
  maximum: 253_402_300_799,
  description: 'Seconds since 1970 (RFC 7519)',
});

export const jsonPointer: Type.TString = Type.String({
  format: 'json-pointer',
  maxLength: 1024,
  description: 'RFC 6901',
});

export const jws: Type.TString = Type.String({
  pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
  maxLength: protocolLimits.size,
  description: 'JWS in compact serialization (RFC 7515), ES256',
});

export const language: Type.TUnsafe<Language> = Type.Unsafe<Language>({ type: 'string', enum: [...languages] });

export const jsonObject: Type.TUnsafe<JsonObject> = Type.Unsafe<JsonObject>({ type: 'object' });

/** A text of at most `maxLength` characters in at least German and English. */
export function localizedText(maxLength: number): Type.TUnsafe<LocalizedText> {
  const one = { type: 'string', minLength: 1, maxLength };
  return Type.Unsafe<LocalizedText>({
    type: 'object',
    required: ['de', 'en'],
    properties: { de: one, en: one },
    additionalProperties: one,
  });
}

/** One of some fixed words. */
export function oneOf<const T extends string>(words: readonly T[], description: string): Type.TUnsafe<T> {
  return Type.Unsafe<T>({ type: 'string', enum: [...words], description });
}

/** A list of at least `minItems` entries, within the protocol's limit of entries. */
export function list<S extends TSchema>(entry: S, minItems = 0): Type.TArray<S> {
  return Type.Array(entry, { minItems, maxItems: protocolLimits.items });
}
