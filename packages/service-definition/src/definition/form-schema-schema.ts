import { Type } from 'typebox';
import type { TSchema } from 'typebox';

import { closed, kebabId, localizedText, maxFileSize, mediaType } from './schema-parts.ts';

/** The formats that Posthorn checks: those of JSON Schema and its own, `iban` and `posthorn-file`. */
export const knownFormats = [
  'date',
  'date-time',
  'duration',
  'email',
  'iban',
  'posthorn-file',
  'time',
  'uri',
  'uuid',
] as const;

const self: TSchema = Type.Unsafe({ $ref: '#/$defs/formSchema' });
const schemas: TSchema = Type.Array(self, { minItems: 1, maxItems: 500 });
const fieldType: TSchema = Type.Unsafe({ enum: ['array', 'boolean', 'integer', 'number', 'object', 'string'] });
const count: TSchema = Type.Integer({ minimum: 0 });
const names: TSchema = Type.Array(Type.String(), { uniqueItems: true });
const day: TSchema = Type.String({
  pattern: '^(today|[0-9]{4}-[0-9]{2}-[0-9]{2})$',
  description: 'a day like `2026-01-31`, or `today`',
});

/** JSON Schema of the schemas that a form may use: the part of 2020-12 named in {@link FormSchema}. */
export const formSchemaSchema: TSchema = Type.Partial(
  Type.Object({
    $schema: Type.Unsafe({ const: 'https://json-schema.org/draft/2020-12/schema' }),
    $comment: Type.String(),
    $defs: Type.Unsafe({ type: 'object', additionalProperties: self }),
    $ref: Type.String({
      pattern: '^#/\\$defs/[A-Za-z][A-Za-z0-9_]*$',
      description: 'a reference into this file like `#/$defs/address`',
    }),
    type: fieldType,
    properties: Type.Unsafe({
      type: 'object',
      propertyNames: { pattern: '^[A-Za-z][A-Za-z0-9_]*$', maxLength: 64 },
      description: 'names that begin with a letter and go on with letters, digits and _',
      additionalProperties: self,
      maxProperties: 500,
    }),
    required: names,
    additionalProperties: Type.Unsafe({ const: false }),
    dependentRequired: Type.Unsafe({ type: 'object', additionalProperties: names }),
    items: self,
    contains: self,
    minContains: count,
    maxContains: count,
    minItems: count,
    maxItems: Type.Integer({ minimum: 0, maximum: 10_000 }),
    uniqueItems: Type.Boolean(),
    enum: Type.Array(Type.Unknown(), { minItems: 1 }),
    const: Type.Unknown(),
    oneOf: schemas,
    anyOf: schemas,
    allOf: schemas,
    not: self,
    if: self,
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: self,
    else: self,
    minLength: count,
    maxLength: Type.Integer({ minimum: 0, maximum: 20_000 }),
    pattern: Type.String({ format: 'regex', maxLength: 500, description: 'a regular expression (ECMA-262, Unicode)' }),
    format: Type.Unsafe({ enum: [...knownFormats] }),
    minimum: Type.Number(),
    maximum: Type.Number(),
    exclusiveMinimum: Type.Number(),
    exclusiveMaximum: Type.Number(),
    multipleOf: Type.Number({ exclusiveMinimum: 0 }),
    default: Type.Unknown(),
    examples: Type.Array(Type.Unknown()),
    readOnly: Type.Boolean(),
    'x-title': localizedText,
    'x-description': localizedText,
    'x-messages': Type.Unsafe({ type: 'object', additionalProperties: localizedText }),
    'x-file': Type.Object(
      {
        accept: Type.Array(mediaType, { minItems: 1, uniqueItems: true }),
        maxSize: Type.Integer({ minimum: 1, maximum: maxFileSize }),
      },
      closed,
    ),
    'x-data': Type.Object(
      {
        area: kebabId,
        pointer: Type.String({
          pattern: '^(/[^/]+)+$',
          maxLength: 500,
          description: 'a JSON pointer like `/address/postcode`',
        }),
        domain: Type.Optional(
          Type.String({
            pattern: '^https?://[^\\s]+$',
            maxLength: 500,
            description: 'the clientId of an agency like `https://kiel.example`',
          }),
        ),
      },
      closed,
    ),
    'x-date': Type.Partial(Type.Object({ min: day, max: day }), { ...closed, minProperties: 1 }),
  }),
  closed,
);
