import { expect, test } from 'vitest';
import type { AnswersByService } from '../../../services/answer-types.ts';
import { answerType, evaluateAnswers } from '../src/index.ts';
import { control, loadService, smallService } from './services.ts';

test('a type says what valid answers hold, and what a rule may hide', () => {
  const text = { type: 'string' } as const;
  const service = smallService(
    {
      kind: {
        type: 'string',
        oneOf: ['a', "it's"].map((value) => ({ const: value, 'x-title': { de: value, en: value } })),
      },
      sure: { type: 'boolean', const: true },
      count: { type: 'integer' },
      tags: {
        type: 'array',
        maxItems: 10,
        items: {
          type: 'string',
          oneOf: [
            { const: 'x', 'x-title': { de: 'x', en: 'x' } },
            { const: 'y', 'x-title': { de: 'y', en: 'y' } },
          ],
        },
      },
      extra: { type: 'object', properties: { name: text, note: text }, required: ['name', 'note'] },
      people: {
        type: 'array',
        maxItems: 10,
        items: { type: 'object', properties: { name: text }, required: ['name'] },
      },
    },
    [
      ...['kind', 'sure', 'count', 'tags', 'people'].map((name) => control(name)),
      {
        type: 'VerticalLayout',
        rule: { effect: 'SHOW', condition: { scope: '#/properties/sure', schema: { const: true } } },
        elements: [
          control('extra.name'),
          control('extra.note', {
            rule: { effect: 'HIDE', condition: { scope: '#/properties/kind', schema: { const: 'a' } } },
          }),
        ],
      },
    ],
    { required: ['kind', 'sure', 'extra', 'people'] },
  );
  expect(answerType(service)).toBe(`/** Valid answers to \`small\`: Small. Generated from its service file. */
export interface SmallAnswers {
  /** kind */
  kind: 'a' | 'it\\'s';
  /** sure */
  sure: true;
  /** count */
  count?: number;
  /** tags */
  tags?: ('x' | 'y')[];
  /** extra */
  extra?: {
    /** name */
    name: string;
    /** note */
    note?: string;
  };
  /** people */
  people: {
    /** name */
    name: string;
  }[];
}
`);
});

test('a program gets its answers typed', () => {
  const answers: Partial<AnswersByService['registration-certificate']> = {
    certificate: { kind: 'simple', copies: 2, language: 'de' },
    purpose: 'bank',
  };
  const { fee } = evaluateAnswers(loadService('registration-certificate'), answers, { language: 'en' });
  expect(fee.amount).toBe(1800);
});
