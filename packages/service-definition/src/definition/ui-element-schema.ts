import { Type } from 'typebox';
import type { TSchema } from 'typebox';

import { closed, localizedText, scope } from './schema-parts.ts';

const element: TSchema = Type.Unsafe({ $ref: '#/$defs/uiElement' });
const condition: TSchema = Type.Unsafe({ $ref: '#/$defs/uiCondition' });

/** JSON Schema of a condition in a rule. */
export const uiConditionSchema: TSchema = Type.Partial(
  Type.Object({
    type: Type.Unsafe({ enum: ['AND', 'OR', 'LEAF'] }),
    conditions: Type.Array(condition, { minItems: 1, maxItems: 100 }),
    scope,
    schema: Type.Unsafe({ $ref: '#/$defs/formSchema' }),
    expectedValue: Type.Unknown(),
    failWhenUndefined: Type.Boolean(),
  }),
  closed,
);

/** JSON Schema of a rule. */
export const uiRuleSchema: TSchema = Type.Object(
  { effect: Type.Unsafe({ enum: ['SHOW', 'HIDE', 'ENABLE', 'DISABLE'] }), condition },
  closed,
);

/** JSON Schema of an element of a page. */
export const uiElementSchema: TSchema = Type.Object(
  {
    type: Type.Unsafe({ enum: ['VerticalLayout', 'HorizontalLayout', 'Group', 'Control', 'Label'] }),
    scope: Type.Optional(scope),
    elements: Type.Optional(Type.Array(element, { minItems: 1, maxItems: 500 })),
    rule: Type.Optional(uiRuleSchema),
    options: Type.Optional(Type.Object({ detail: Type.Optional(element) })),
    'x-label': Type.Optional(localizedText),
    'x-text': Type.Optional(localizedText),
  },
  closed,
);
