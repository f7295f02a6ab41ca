import { describe, expect, test } from 'vitest';
import { evaluateAnswers } from '../src/index.ts';
import type { Fee, FeeLine } from '../src/index.ts';
import { control, exampleAnswers, loadService, smallService } from './services.ts';

const label = { de: 'Gebühr', en: 'Fee' };

/** The fee in cents of one line, with a number, a choice and a list as answers. */
function feeOf(line: Omit<FeeLine, 'label'>, answers: Record<string, unknown>): number {
  const service = smallService(
    {
      costs: { type: 'number' },
      copies: { type: 'integer' },
      express: { type: 'boolean' },
      things: {
        type: 'array',
        maxItems: 10,
        items: { type: 'object', properties: { height: { type: 'number' }, count: { type: 'integer' } } },
      },
    },
    ['costs', 'copies', 'express', 'things'].map((name) => control(name)),
    { fees: { currency: 'EUR', lines: [{ label, ...line }] } },
  );
  return evaluateAnswers(service, answers, { language: 'de' }).fee.amount;
}

describe('a fee line', () => {
  test('is a fixed amount', () => {
    expect(feeOf({ amount: 1250 }, {})).toBe(1250);
  });

  test('counts only when its condition holds', () => {
    const line = { amount: 500, when: { properties: { express: { const: true } }, required: ['express'] } };
    expect(feeOf(line, { express: true })).toBe(500);
    expect(feeOf(line, { express: false })).toBe(0);
    expect(feeOf(line, {})).toBe(0);
  });

  test('counts as often as a number says, never less than not at all', () => {
    const line = { amount: 900, times: '#/properties/copies' };
    expect(feeOf(line, { copies: 3 })).toBe(2700);
    expect(feeOf(line, { copies: -3 })).toBe(0);
    expect(feeOf(line, { copies: 'many' })).toBe(0);
    expect(feeOf(line, {})).toBe(0);
  });

  test('counts for each item, and only for those that meet the condition', () => {
    const things = [{ height: 150 }, { height: 250, count: 2 }, { height: 250, count: 1 }];
    const perItem = '#/properties/things';
    expect(feeOf({ amount: 100, perItem }, { things })).toBe(300);
    const when = { properties: { height: { exclusiveMinimum: 200 } }, required: ['height'] };
    expect(feeOf({ amount: 100, perItem, when }, { things })).toBe(200);
    expect(feeOf({ amount: 100, perItem, when, times: '#/properties/count' }, { things })).toBe(300);
    expect(feeOf({ amount: 100, perItem }, { things: 'none' })).toBe(0);
  });

  test('goes by tiers, limits included, with a share of what lies above', () => {
    const line = {
      of: '#/properties/costs',
      tiers: [
        { upTo: 1000, amount: 5000 },
        { upTo: 100_000, amount: 5000, basisPoints: 150, above: 1000 },
        { amount: 250_000 },
      ],
    };
    expect(feeOf(line, {})).toBe(0);
    expect(feeOf(line, { costs: 1000 })).toBe(5000);
    expect(feeOf(line, { costs: 1000.01 })).toBe(5000);
    expect(feeOf(line, { costs: 1000.34 })).toBe(5001);
    expect(feeOf(line, { costs: 100_000 })).toBe(5000 + 148_500);
    expect(feeOf(line, { costs: 100_000.01 })).toBe(250_000);
  });

  test('stays a whole number of cents, whatever the answers are', () => {
    const fee = feeOf({ amount: 1_000_000_000, times: '#/properties/copies' }, { copies: 1e300 });
    expect(Number.isSafeInteger(fee)).toBe(true);
  });
});

test('the registration certificate costs by kind and copies, in the language of the person', () => {
  const service = loadService('registration-certificate');
  const answers = exampleAnswers('registration-certificate');
  const expected: Fee = {
    amount: 2970,
    currency: 'EUR',
    lines: [
      { label: 'Extended certificate', amount: 2600 },
      { label: 'Postage to another country', amount: 370 },
    ],
    estimate: false,
  };
  expect(evaluateAnswers(service, answers, { language: 'en' }).fee).toEqual(expected);
});

test('the wind park costs by its construction costs, its procedure and its turbines', () => {
  const { fee } = evaluateAnswers(loadService('wind-park-permit'), exampleAnswers('wind-park-permit'), {
    language: 'de',
  });
  expect(fee.lines.map(({ amount }) => amount)).toEqual([30_930_000, 250_000, 720_000, 60_000]);
  expect(fee.amount).toBe(31_960_000);
  expect(fee.estimate).toBe(true);
});
