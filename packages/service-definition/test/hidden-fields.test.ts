import { describe, expect, test } from 'vitest';
import { evaluateAnswers } from '../src/index.ts';
import type { UiCondition, UiRule } from '../src/index.ts';
import { control, exampleAnswers, loadService, smallService } from './services.ts';

function show(condition: UiCondition): { rule: UiRule } {
  return { rule: { effect: 'SHOW', condition } };
}

function when(field: string, value: boolean | string): UiCondition {
  return { scope: `#/properties/${field}`, schema: { const: value } };
}

const yesNo = { type: 'boolean' } as const;
const text = { type: 'string' } as const;

describe('a field that a rule hides', () => {
  const relocation = smallService(
    { moved: yesNo, from: text },
    [control('moved'), control('from', show(when('moved', true)))],
    {
      required: ['moved', 'from'],
    },
  );

  test('is dropped, and not missed although the form requires it', () => {
    const { answers, valid, hidden } = evaluateAnswers(relocation, { moved: false, from: 'Husum' }, { language: 'de' });
    expect(answers).toEqual({ moved: false });
    expect(valid).toBe(true);
    expect([...hidden]).toEqual(['/from']);
  });

  test('is required when it is shown', () => {
    const { problems } = evaluateAnswers(relocation, { moved: true }, { language: 'de' });
    expect(problems.map(({ path, code, page }) => [path, code, page])).toEqual([['/from', 'required', 'only']]);
  });

  test('may itself decide about others: all of the chain goes', () => {
    const chain = smallService({ a: yesNo, b: yesNo, c: yesNo, d: text }, [
      control('d', show(when('c', true))),
      control('c', show(when('b', true))),
      control('b', show(when('a', true))),
      control('a'),
    ]);
    const all = { a: true, b: true, c: true, d: 'end' };
    expect(evaluateAnswers(chain, all, { language: 'de' }).answers).toEqual(all);
    expect(evaluateAnswers(chain, { ...all, a: false }, { language: 'de' }).answers).toEqual({ a: false });
  });

  test('brings its answer back when what hid it was hidden itself', () => {
    const service = smallService({ a: yesNo, b: yesNo, c: text }, [
      control('a'),
      control('b', show(when('a', true))),
      control('c', { rule: { effect: 'HIDE', condition: when('b', true) } }),
    ]);
    const { answers } = evaluateAnswers(service, { a: false, b: true, c: 'kept' }, { language: 'de' });
    expect(answers).toEqual({ a: false, c: 'kept' });
  });

  test('takes everything in it along: groups, and whole repeatable groups', () => {
    const { answers } = evaluateAnswers(
      loadService('housing-benefit'),
      {
        ...exampleAnswers('housing-benefit'),
        maintenance: { paysMaintenance: false, payments: [{ payer: 'x', secret: 1 }] },
      },
      { language: 'de' },
    );
    expect(answers['maintenance']).toEqual({ paysMaintenance: false });
  });
});

describe('rules', () => {
  test('work within each item of a repeatable group, also nested', () => {
    const answers = exampleAnswers('housing-benefit');
    const [self, , , child] = answers.members;
    if (self === undefined || child === undefined) throw new Error('The example has fewer members than expected.');
    self.hasIncome = false;
    Object.assign(child, {
      hasIncome: true,
      incomes: [{ kind: 'maintenance', description: 'hidden', gross: 187, interval: 'monthly' }],
    });
    const { answers: kept, problems } = evaluateAnswers(loadService('housing-benefit'), answers, { language: 'de' });
    const members = kept['members'] as unknown as typeof answers.members;
    expect(members[0]).not.toHaveProperty('incomes');
    expect(members[3]?.incomes?.[0]).not.toHaveProperty('description');
    expect(problems.map(({ path, code }) => [path, code])).toEqual([['/members/3/incomes/0/proofs', 'required']]);
  });

  test.each([
    ['AND', { a: true, b: true }, true],
    ['AND', { a: true, b: false }, false],
    ['OR', { a: false, b: true }, true],
    ['OR', { a: false, b: false }, false],
  ] as const)('join conditions with %s: %o shows it: %s', (type, given, isShown) => {
    const condition: UiCondition = { type, conditions: [when('a', true), when('b', true)] };
    const service = smallService({ a: yesNo, b: yesNo, c: text }, [
      control('a'),
      control('b'),
      control('c', show(condition)),
    ]);
    const { answers } = evaluateAnswers(service, { ...given, c: 'x' }, { language: 'de' });
    expect('c' in answers).toBe(isShown);
  });

  test('compare with one expected value, too', () => {
    const condition: UiCondition = { type: 'LEAF', scope: '#/properties/a', expectedValue: true };
    const service = smallService({ a: yesNo, c: text }, [control('a'), control('c', show(condition))]);
    expect(evaluateAnswers(service, { a: true, c: 'x' }, { language: 'de' }).answers).toEqual({ a: true, c: 'x' });
    expect(evaluateAnswers(service, { c: 'x' }, { language: 'de' }).answers).toEqual({});
  });

  test('that lock a field drop its answer as well: nobody could have given it', () => {
    for (const effect of ['ENABLE', 'DISABLE'] as const) {
      const rule: UiRule = { effect, condition: when('a', effect === 'ENABLE') };
      const service = smallService({ a: yesNo, c: text }, [control('a'), control('c', { rule })]);
      expect(evaluateAnswers(service, { a: true, c: 'x' }, { language: 'de' }).answers).toEqual({ a: true, c: 'x' });
      expect(evaluateAnswers(service, { a: false, c: 'x' }, { language: 'de' }).answers).toEqual({ a: false });
    }
  });

  test('hide whole pages', () => {
    const service = smallService({ a: yesNo, c: text }, [control('a')].concat(control('c')));
    const [page] = service.form.pages;
    if (page === undefined) throw new Error('The service has no page.');
    const second = { ...page, id: 'second', ui: control('c'), ...show(when('a', true)) };
    const twoPages = { ...service, form: { ...service.form, pages: [{ ...page, ui: control('a') }, second] } };
    expect(evaluateAnswers(twoPages, { a: false, c: 'x' }, { language: 'de' })).toMatchObject({
      answers: { a: false },
      pages: ['only'],
    });
    expect(evaluateAnswers(twoPages, { a: true, c: 'x' }, { language: 'de' }).pages).toEqual(['only', 'second']);
  });
});
