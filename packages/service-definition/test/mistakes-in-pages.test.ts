import { describe, test } from 'vitest';
import { expectMistake } from './mistakes.ts';
import type { Mistake } from './mistakes.ts';

const dog = '/form/schema/properties/dog/properties';

describe('the pages', () => {
  const page = '/form/pages/2/ui/elements';
  const colour = "          - { type: Control, scope: '#/properties/dog/properties/colour' }\n";

  test.each<[string, Mistake]>([
    [
      'a scope that points nowhere',
      {
        from: "scope: '#/properties/dog/properties/colour'",
        to: "scope: '#/properties/dog/properties/color'",
        path: `${page}/8/scope`,
        at: 'properties/color',
        problem: /no field `color` there\. Did you mean `colour`\?/,
        mend: /Fields there are `name`/,
      },
    ],
    [
      'a scope of a wrong form',
      {
        from: "scope: '#/properties/dog/properties/colour'",
        to: 'scope: dog.colour',
        path: `${page}/8/scope`,
        at: 'dog.colour',
        problem: /right form/,
        mend: /#\/properties/,
      },
    ],
    [
      'a scope into the items of a list',
      {
        from: "scope: '#/properties/keeping/properties/otherDogs'",
        to: "scope: '#/properties/keeping/properties/otherDogs/properties/name'",
        path: '/form/pages/3/ui/elements/3/scope',
        problem: /no field `name` there/,
        mend: /Fields there are/,
      },
    ],
    [
      'a control without a scope',
      {
        from: colour,
        to: '          - { type: Control }\n',
        path: `${page}/8/scope`,
        at: '- { type: Control }',
        problem: /does not say which field/,
        mend: /Add `scope`/,
      },
    ],
    [
      'a field that no page shows',
      {
        from: colour,
        to: '',
        path: `${dog}/colour`,
        at: '          colour: {',
        problem: 'No page shows the field `colour`.',
        mend: /Add a Control/,
      },
    ],
    [
      'a field of an item that no detail shows',
      {
        from: "                  - { type: Control, scope: '#/properties/taxNumber' }\n",
        to: '',
        path: '/form/schema/properties/keeping/properties/otherDogs/items/properties/taxNumber',
        at: 'taxNumber:',
        problem: /No page shows the field `taxNumber`/,
        mend: /Add a Control/,
      },
    ],
    [
      'a scope in a detail that points nowhere',
      {
        from: "scope: '#/properties/taxNumber'",
        to: "scope: '#/properties/taxNr'",
        path: '/form/pages/3/ui/elements/3/options/detail/elements/2/scope',
        problem: /no field `taxNr` there/,
        mend: /Fields there are `name`, `keeper`, `taxNumber`/,
      },
    ],
    [
      'a detail for a field that is no list',
      {
        from: "- { type: Control, scope: '#/properties/reason', options: { format: radio } }",
        to: "- { type: Control, scope: '#/properties/reason', options: { detail: { type: Label, x-text: { de: a, en: a } } } }",
        path: '/form/pages/1/ui/elements/0/options/detail',
        problem: /Only a list has items/,
        mend: /`array`/,
      },
    ],
    [
      'an unknown type of element',
      {
        from: 'type: HorizontalLayout',
        to: 'type: Horizontal',
        path: '/form/pages/0/ui/elements/1/elements/0/type',
        problem: /none of the possible values/,
        mend: /`HorizontalLayout`/,
      },
    ],
    [
      'a group without a heading',
      {
        from: '            x-label: { de: Anschrift, en: Address }\n',
        to: '',
        path: '/form/pages/0/ui/elements/1/x-label',
        problem: 'The group has no heading.',
        mend: /x-label/,
      },
    ],
    [
      'a layout without elements',
      {
        from: colour,
        to: '          - { type: VerticalLayout }\n',
        path: `${page}/8/elements`,
        problem: 'A VerticalLayout needs elements.',
        mend: 'Add `elements`.',
      },
    ],
    [
      'a label without a text',
      {
        from: colour,
        to: `${colour}          - { type: Label }\n`,
        path: `${page}/9/x-text`,
        problem: 'The label has no text.',
        mend: /x-text/,
      },
    ],
    [
      'a control with elements',
      {
        from: colour,
        to: "          - { type: Control, scope: '#/properties/dog/properties/colour', elements: [{ type: Label, x-text: { de: a, en: a } }] }\n",
        path: `${page}/8/elements`,
        problem: 'A Control has no elements.',
        mend: /Group/,
      },
    ],
    [
      'a condition that points nowhere',
      {
        from: "condition: { scope: '#/properties/payment/properties/method'",
        to: "condition: { scope: '#/properties/payment/properties/methode'",
        path: '/form/pages/5/ui/elements/4/rule/condition/scope',
        at: 'properties/methode',
        problem: /no field `methode` there\. Did you mean `method`\?/,
        mend: /Fields there are `interval`/,
      },
    ],
    [
      'a condition about a value that the field never has',
      {
        from: 'schema: { const: sepa }',
        to: 'schema: { const: SEPA }',
        path: '/form/pages/5/ui/elements/4/rule/condition/schema/const',
        at: 'const: SEPA',
        problem: /never has this value\. Did you mean `sepa`\?/,
        mend: /`sepa`, `transfer`/,
      },
    ],
    [
      'a condition without a field',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema",
        to: 'condition: { schema',
        path: '/form/pages/5/ui/elements/4/rule/condition/scope',
        problem: /does not say which field/,
        mend: /Add `scope`/,
      },
    ],
    [
      'a condition that asks nothing',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: "condition: { scope: '#/properties/payment/properties/method' }",
        path: '/form/pages/5/ui/elements/4/rule/condition',
        problem: /either `schema` or `expectedValue`/,
        mend: /Keep one/,
      },
    ],
    [
      'an expected value that the field never has',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: "condition: { type: LEAF, scope: '#/properties/payment/properties/method', expectedValue: cash }",
        path: '/form/pages/5/ui/elements/4/rule/condition/expectedValue',
        problem: /never has this value/,
        mend: /`sepa`/,
      },
    ],
    [
      'conditions that are not joined',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: "condition: { conditions: [{ scope: '#/properties/payment/properties/method', schema: { const: sepa } }] }",
        path: '/form/pages/5/ui/elements/4/rule/condition/type',
        problem: /how the conditions are joined/,
        mend: /`type: AND` or `type: OR`/,
      },
    ],
    [
      'an AND of nothing',
      {
        from: "condition: { scope: '#/properties/payment/properties/method', schema: { const: sepa } }",
        to: 'condition: { type: AND }',
        path: '/form/pages/5/ui/elements/4/rule/condition/conditions',
        problem: '`AND` joins no conditions.',
        mend: /a list/,
      },
    ],
    [
      'an unknown effect',
      {
        from: 'rule: { effect: SHOW',
        to: 'rule: { effect: SHOWN',
        path: '/form/pages/1/ui/elements/1/rule/effect',
        problem: /Did you mean `SHOW`\?/,
        mend: /`HIDE`/,
      },
    ],
    [
      'rules that go in a circle',
      {
        from: "- { type: Control, scope: '#/properties/safety/properties/hasIncidents' }",
        to: "- { type: Control, scope: '#/properties/safety/properties/hasIncidents', rule: { effect: HIDE, condition: { scope: '#/properties/safety/properties/incidents', schema: { minLength: 20 } } } }",
        path: '/form/pages',
        problem: /circle: `safety\/hasIncidents` → `safety\/incidents` → `safety\/hasIncidents`/,
        mend: /only one of them/,
      },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));
});
