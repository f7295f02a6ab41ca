import { Type } from 'typebox';
import type { TSchema } from 'typebox';

import { formSchemaSchema } from './form-schema-schema.ts';
import { closed, kebabId, localizedText, maxFileSize, mediaType, scope } from './schema-parts.ts';
import { caseStatuses } from './service-definition.ts';
import { uiConditionSchema, uiElementSchema, uiRuleSchema } from './ui-element-schema.ts';

const cents: TSchema = Type.Integer({
  minimum: 0,
  maximum: 1_000_000_000,
  description: 'an amount in whole cents, such as 1250 for 12.50 euros',
});
const formSchema: TSchema = Type.Unsafe({ $ref: '#/$defs/formSchema' });
const url: TSchema = Type.String({
  format: 'uri',
  pattern: '^https?://',
  maxLength: 500,
  description: 'an address that begins with `https://`',
});
const words: TSchema = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description: 'the words under which people look for the service',
});

const ars: TSchema = Type.String({
  pattern: '^([0-9]{2}|[0-9]{3}|[0-9]{4}|[0-9]{5}|[0-9]{9}|[0-9]{12})$',
  description:
    "the beginning of an official regional key (ARS) of 2, 3, 4, 5, 9 or 12 digits, in quotes, such as '01054'",
});

const page: TSchema = Type.Object(
  {
    id: kebabId,
    title: localizedText,
    description: Type.Optional(localizedText),
    rule: Type.Optional(uiRuleSchema),
    ui: Type.Unsafe({ $ref: '#/$defs/uiElement' }),
  },
  closed,
);

const tier: TSchema = Type.Object(
  {
    upTo: Type.Optional(Type.Number()),
    amount: cents,
    basisPoints: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    above: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { ...closed, dependentRequired: { basisPoints: ['above'], above: ['basisPoints'] } },
);

const feeLine: TSchema = Type.Object(
  {
    label: localizedText,
    amount: Type.Optional(cents),
    tiers: Type.Optional(Type.Array(tier, { minItems: 1, maxItems: 100 })),
    of: Type.Optional(scope),
    perItem: Type.Optional(scope),
    times: Type.Optional(scope),
    when: Type.Optional(formSchema),
  },
  closed,
);

const fees: TSchema = Type.Object(
  {
    currency: Type.Unsafe({ const: 'EUR' }),
    lines: Type.Array(feeLine, { minItems: 1, maxItems: 200 }),
    estimate: Type.Optional(Type.Boolean()),
    note: Type.Optional(localizedText),
  },
  closed,
);

const question: TSchema = Type.Object(
  {
    text: localizedText,
    choices: Type.Array(Type.Object({ code: kebabId, text: localizedText }, closed), { minItems: 2, maxItems: 20 }),
    multiple: Type.Optional(Type.Boolean()),
  },
  closed,
);

const documentKind: TSchema = Type.Object(
  {
    id: kebabId,
    title: localizedText,
    description: Type.Optional(localizedText),
    accept: Type.Array(mediaType, { minItems: 1, uniqueItems: true }),
    maxSize: Type.Integer({ minimum: 1, maximum: maxFileSize }),
  },
  closed,
);

/** JSON Schema of a service file: everything about it that a schema can say. What it cannot say, `checkService` adds. */
export const serviceFileSchema: TSchema = Type.Object(
  {
    id: kebabId,
    version: Type.Integer({ minimum: 1, description: 'a whole number from 1 that rises with each change' }),
    leikaKey: Type.String({
      pattern: '^[0-9]{14}$',
      description: "the 14 digits of the service in the LeiKa catalogue, in quotes, such as '99102013002000'",
    }),
    title: localizedText,
    summary: localizedText,
    description: Type.Optional(localizedText),
    keywords: Type.Object({ de: words, en: words }, closed),
    legalBasis: Type.Array(
      Type.Object({ title: Type.String({ minLength: 1, maxLength: 500 }), url: Type.Optional(url) }, closed),
      { minItems: 1, maxItems: 50 },
    ),
    responsible: Type.Array(
      Type.Object(
        {
          agency: url,
          regions: Type.Array(ars, { minItems: 1, uniqueItems: true }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 2000 },
    ),
    applicant: Type.Array(Type.Unsafe({ enum: ['person', 'company'] }), { minItems: 1, uniqueItems: true }),
    form: Type.Object({ schema: formSchema, pages: Type.Array(page, { minItems: 1, maxItems: 50 }) }, closed),
    fees: Type.Optional(fees),
    steps: Type.Array(
      Type.Object({ id: kebabId, title: localizedText, status: Type.Unsafe({ enum: [...caseStatuses] }) }, closed),
      { minItems: 1, maxItems: 50 },
    ),
    questions: Type.Unsafe({
      type: 'object',
      propertyNames: { pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' },
      additionalProperties: question,
      maxProperties: 100,
    }),
    documents: Type.Optional(Type.Array(documentKind, { maxItems: 100 })),
    retention: Type.String({ format: 'duration', description: 'an ISO 8601 duration such as `P3Y` (three years)' }),
  },
  {
    ...closed,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Posthorn service file',
    $defs: { formSchema: formSchemaSchema, uiElement: uiElementSchema, uiCondition: uiConditionSchema },
  },
);
