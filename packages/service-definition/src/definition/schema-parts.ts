import { Type } from 'typebox';
import type { TSchema } from 'typebox';

/** Objects take no key that the schema does not name: a misspelt key is a mistake, not a wish. */
export const closed: { additionalProperties: false } = { additionalProperties: false };

/** A text in German and English at least; further languages by their BCP 47 tag. */
export const localizedText: TSchema = Type.Object(
  { de: Type.String({ minLength: 1, maxLength: 4000 }), en: Type.String({ minLength: 1, maxLength: 4000 }) },
  {
    patternProperties: { '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$': Type.String({ minLength: 1, maxLength: 4000 }) },
    ...closed,
  },
);

/** An id of a service, page, step or document: kebab case. */
export const kebabId: TSchema = Type.String({
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  maxLength: 64,
  description: 'a name in kebab case like `tax-relief`',
});

/** A JSON pointer with `#`, as JSON Forms uses it: only properties, e.g. `#/properties/dog/properties/chip`. */
export const scope: TSchema = Type.String({
  pattern: '^#(/properties/[A-Za-z][A-Za-z0-9_]*)*$',
  maxLength: 500,
  description: 'a scope like `#/properties/dog/properties/chip`',
});

/** A media type without parameters. */
export const mediaType: TSchema = Type.String({
  pattern: '^[a-z0-9.+-]+/[a-z0-9.+-]+$',
  maxLength: 127,
  description: 'a media type like `application/pdf`',
});

/** The largest file that a service may ask for, in bytes. */
export const maxFileSize: number = 500 * 1024 * 1024;
