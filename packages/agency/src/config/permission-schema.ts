import { lawfulBases } from '@posthorn/protocol';
import Type, { type TSchema } from 'typebox';

const closed: { additionalProperties: false } = { additionalProperties: false };
const words: TSchema = Type.String({ minLength: 1, maxLength: 2_000 });
const text: TSchema = Type.Unsafe({
  anyOf: [words, Type.Object({ de: words, en: words }, { additionalProperties: words })],
});
const frequency: TSchema = Type.Unsafe({
  anyOf: [
    { const: 'ONE_TIME' },
    {
      type: 'object',
      required: ['per', 'times'],
      additionalProperties: false,
      properties: { per: { enum: ['DAY', 'WEEK', 'MONTH', 'YEAR'] }, times: { type: 'integer', minimum: 1 } },
    },
  ],
});

const terms = {
  domain: Type.Optional(Type.String({ pattern: '^https?://[^\\s]+$' })),
  area: Type.String({ pattern: '^[^/\\\\\\u0000-\\u001f]{1,128}$' }),
  lawfulBasis: Type.Optional(Type.Unsafe({ enum: [...lawfulBases] })),
  ground: Type.Optional(text),
  expires: Type.Optional(Type.String({ pattern: '^(P\\d|\\d{4}-)' })),
  frequency: Type.Optional(frequency),
  schema: Type.Optional(Type.Unsafe({ type: 'object' })),
};

/** The permissions that a configuration file asks for. */
export const permissionList: TSchema = Type.Array(
  Type.Unsafe({
    anyOf: [
      Type.Object({ type: Type.Literal('READ'), purpose: text, ...terms }, closed),
      Type.Object({ type: Type.Literal('WRITE'), description: text, ...terms }, closed),
    ],
  }),
  { maxItems: 100 },
);
