import { describe, test } from 'vitest';
import { expectMistake } from './mistakes.ts';
import type { Mistake } from './mistakes.ts';

describe('the fees', () => {
  const line =
    '    - label: { de: Hundesteuer für ein Jahr (gefährlicher Hund), en: Dog tax for one year (dangerous dog) }\n      amount: 60000\n';
  const label = line.split('\n')[0] ?? '';
  const list = "perItem: '#/properties/keeping/properties/otherDogs'";

  test.each<[string, Mistake]>([
    [
      'an amount in euros',
      {
        from: 'amount: 60000',
        to: 'amount: 600.5',
        path: '/fees/lines/3/amount',
        at: 'amount: 600.5',
        problem: 'This must be a whole number.',
        mend: /cents/,
      },
    ],
    [
      'another currency',
      {
        from: 'currency: EUR',
        to: 'currency: DKK',
        path: '/fees/currency',
        problem: /not possible/,
        mend: 'Write `EUR`.',
      },
    ],
    [
      'neither amount nor tiers',
      {
        from: line,
        to: `${label}\n`,
        path: '/fees/lines/3',
        problem: /either `amount` or `tiers`/,
        mend: 'Keep one of them.',
      },
    ],
    [
      'tiers of nothing',
      {
        from: 'amount: 60000',
        to: 'tiers: [{ amount: 1 }]',
        path: '/fees/lines/3',
        problem: /`tiers` and `of` belong together/,
        mend: /which number/,
      },
    ],
    [
      'tiers that do not rise',
      {
        from: 'amount: 60000',
        to: "of: '#/properties/dog/properties/name'\n      tiers: [{ upTo: 5, amount: 1 }, { upTo: 5, amount: 2 }, { amount: 3 }]",
        path: '/fees/lines/3/tiers/1/upTo',
        problem: /do not rise/,
        mend: /lowest limit/,
      },
    ],
    [
      'a last tier with a limit',
      {
        from: 'amount: 60000',
        to: "of: '#/properties/dog/properties/name'\n      tiers: [{ upTo: 5, amount: 1 }]",
        path: '/fees/lines/3/tiers/0',
        problem: 'The last tier has a limit.',
        mend: /last tier alone/,
      },
    ],
    [
      'a share without the amount above which it counts',
      {
        from: 'amount: 60000',
        to: "of: '#/properties/dog/properties/name'\n      tiers: [{ amount: 1, basisPoints: 5 }]",
        path: '/fees/lines/3/tiers/0/above',
        problem: /`above` is missing/,
        mend: /Add `above`/,
      },
    ],
    [
      'a number of times that is no number',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      times: '#/properties/dog/properties/name'",
        path: '/fees/lines/3/times',
        problem: 'This field is no number.',
        mend: /`integer`/,
      },
    ],
    [
      'an unknown field',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      times: '#/properties/dog/properties/nome'",
        path: '/fees/lines/3/times',
        problem: /no field `nome` there\. Did you mean `name`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'items of a field that is no list',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      perItem: '#/properties/dog'",
        path: '/fees/lines/3/perItem',
        problem: 'This is no repeatable group.',
        mend: /`array`/,
      },
    ],
    [
      'items of an unknown field',
      {
        from: 'amount: 60000',
        to: "amount: 60000\n      perItem: '#/properties/dogs'",
        path: '/fees/lines/3/perItem',
        problem: /Did you mean `dog`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'an unknown field of an item',
      {
        from: 'amount: 60000',
        to: `amount: 60000\n      ${list}\n      times: '#/properties/age'`,
        path: '/fees/lines/3/times',
        problem: /no field `age` there/,
        mend: /`name`, `keeper`/,
      },
    ],
    [
      'a condition about an unknown field',
      {
        from: 'properties: { safety: { properties: { isDangerous: { const: true } }, required: [isDangerous] } }',
        to: 'properties: { safety: { properties: { dangerous: { const: true } } } }',
        path: '/fees/lines/3/when/properties/safety/properties/dangerous',
        problem: /no field `dangerous` there/,
        mend: /`isDangerous`/,
      },
    ],
    [
      'a condition that requires an unknown field',
      {
        from: 'required: [isDangerous]',
        to: 'required: [isDangerouss]',
        path: '/fees/lines/3/when/properties/safety/required',
        problem: /Did you mean `isDangerous`\?/,
        mend: /Fields there are/,
      },
    ],
    [
      'a condition about a value that the field never has',
      {
        from: 'relief: { enum: [shelter-dog,',
        to: 'relief: { enum: [shelterdog,',
        path: '/fees/lines/2/when/properties/relief/enum/0',
        problem: /Did you mean `shelter-dog`\?/,
        mend: /Its values are/,
      },
    ],
    [
      'a condition that refers to shared parts',
      {
        from: 'properties: { safety: { properties: { isDangerous: { const: true } }, required: [isDangerous] } }',
        to: "$ref: '#/$defs/name'",
        path: '/fees/lines/3/when/$ref',
        problem: /cannot refer to `\$defs`/,
        mend: /Write it out/,
      },
    ],
  ])('%s', (_, mistake) => expectMistake(mistake));
});
