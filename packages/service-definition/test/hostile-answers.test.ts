import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateAnswers, type FormSchema } from '../src/index.ts';
import { exampleAnswers, loadService, serviceIds } from './services.ts';
import { millisecondsSince } from './time-spent.ts';

const now = new Date('2026-11-21T12:00:00Z');
const service = loadService('dog-registration');

const hostileTexts = ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '👩‍👩‍👧‍👦🐕', '‮حيوان أليف‬'];

function codes(answers: unknown): string[] {
  return evaluateAnswers(service, answers, { language: 'de', now }).problems.map(({ code }) => code);
}

describe('answers that nobody would give', () => {
  test('are no object at all', () => {
    for (const answers of [null, undefined, 'text', 7, [], [{}], Number.NaN, () => 1, 7n, Symbol('x')]) {
      expect(codes(answers)).toEqual(['answers-malformed']);
    }
  });

  test('are nested deeply', () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    expect(codes({ keeper: deep })).toEqual(['answers-too-deep']);
  });

  test('go in a circle', () => {
    const answers: Record<string, unknown> = {};
    answers['keeper'] = answers;
    expect(codes(answers)).toEqual(['answers-too-deep']);
  });

  test('are ten megabytes large, as one text, as many, or as endless lists', () => {
    const started = process.threadCpuUsage();
    expect(codes({ remarks: 'x'.repeat(10_000_000) })).toEqual(['answers-too-large']);
    const texts = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`f${index}`, 'x'.repeat(10_000)]));
    expect(codes(texts)).toEqual(['answers-too-large']);
    expect(codes({ keeping: { otherDogs: Array.from({ length: 1_000_000 }, () => ({})) } })).toEqual([
      'answers-too-large',
    ]);
    expect(millisecondsSince(started)).toBeLessThan(2000);
  });

  test('fill lists with thousands of entries, each of them wrong or like the others', () => {
    const started = process.threadCpuUsage();
    const entries = Array.from(
      { length: 9000 },
      (_, index) => `0a0a0a0a-0000-4000-8000-${String(index).padStart(12, '0')}`,
    );
    const answers = { ...exampleAnswers('dog-registration'), relief: 'low-income', reliefProofs: entries };
    expect(codes(answers)).toEqual(['max-items']);
    const members = Array.from({ length: 9000 }, () => ({ incomes: [{}, {}], hasIncome: true }));
    const { problems } = evaluateAnswers(loadService('housing-benefit'), { members }, { language: 'de', now });
    expect(problems.map(({ path, code }) => [path, code])).toEqual([['/members', 'max-items']]);
    const more = Array.from({ length: 9000 }, () => ({ incomes: [{}, {}, {}, {}, {}], hasIncome: true }));
    expect(
      evaluateAnswers(loadService('housing-benefit'), { members: more }, { language: 'de' }).problems,
    ).toHaveLength(1);
    expect(millisecondsSince(started)).toBeLessThan(5000);
  });

  test('have thousands of unknown fields', () => {
    const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, index]));
    const found = codes({ ...exampleAnswers('dog-registration'), ...unknown });
    expect(found.filter((code) => code === 'unknown-field')).toHaveLength(5000);
  });

  test('want to change what all objects inherit', () => {
    const answers: unknown = JSON.parse('{"__proto__": {"declaration": true}, "constructor": {"x": 1}}');
    expect(codes(answers)).toEqual(['answers-malformed']);
    expect(codes({ constructor: { prototype: { polluted: true } }, toString: 'x' })).toContain('unknown-field');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('hold HTML, scripts, emoji, right-to-left text and names of 200 characters: all are just text', () => {
    for (const text of [...hostileTexts, 'Å'.repeat(100)]) {
      const answers = exampleAnswers('dog-registration');
      answers.keeper.lastName = 'ö'.repeat(200);
      answers.dog.name = text;
      const { valid, answers: kept } = evaluateAnswers(service, answers, { language: 'en', now });
      expect(valid).toBe(true);
      expect(kept).toMatchObject({ dog: { name: text } });
    }
  });

  test.each(serviceIds)(
    'fill every free text of %s: each comes back as it is, wrong in nothing but its length',
    (id) => {
      const definition = loadService(id);
      const started = process.threadCpuUsage();
      for (const text of [...hostileTexts, 'Å'.repeat(200), `${'<'.repeat(50)}\u202E${'a'.repeat(150)}`]) {
        const filled: string[] = [];
        const answers = fillTexts(exampleAnswers(id), definition.form.schema, (path) => {
          filled.push(path);
          return text;
        });
        expect(filled.length).toBeGreaterThan(10);
        const { problems, answers: kept, valid } = evaluateAnswers(definition, answers, { language: 'de', now });
        expect(kept).toEqual(answers);
        const isLength = (code: string): boolean => code === 'max-length' || code === 'min-length';
        expect(problems.filter(({ code, path }) => !isLength(code) || !filled.includes(path))).toEqual([]);
        expect(valid).toBe(problems.length === 0);
      }
      expect(millisecondsSince(started)).toBeLessThan(5000);
    },
  );

  test('never get into a message', () => {
    const answers = {
      ...exampleAnswers('dog-registration'),
      reason: 'canary-4711',
      dog: { chip: 'canary-4711', name: ['canary-4711'] },
    };
    const { problems } = evaluateAnswers(service, answers, { language: 'de', now });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems.map(({ message }) => message).join(' ')).not.toContain('canary-4711');
  });
});

test('no JSON makes evaluation throw, and what it keeps stays as it is', () => {
  const services = serviceIds.map((id) => [loadService(id), exampleAnswers(id)] as const);
  const broken = fc.constantFrom(...services).chain(([each, example]) =>
    fc.record({
      service: fc.constant(each),
      answers: fc
        .dictionary(fc.constantFrom(...Object.keys(example)), fc.jsonValue({ maxDepth: 4 }))
        .map((changes) => ({ ...example, ...changes })),
    }),
  );
  fc.assert(
    fc.property(broken, ({ service: each, answers }) => {
      const first = evaluateAnswers(each, answers, { language: 'de', now });
      // Refused as a whole: nothing is kept.
      fc.pre(!first.problems.some(({ code }) => code.startsWith('answers-')));
      const second = evaluateAnswers(each, first.answers, { language: 'de', now });
      expect(second.answers).toEqual(first.answers);
      expect(second.hidden).toEqual(first.hidden);
      expect(second.fee).toEqual(first.fee);
    }),
    { numRuns: 150 },
  );
});

test('evaluation makes no code from strings, so it runs under a strict Content Security Policy', () => {
  const program = `
    import { loadService, exampleAnswers } from ${JSON.stringify(join(import.meta.dirname, 'services.ts'))};
    import { evaluateAnswers } from ${JSON.stringify(join(import.meta.dirname, '..', 'src', 'index.ts'))};
    const options = { language: 'de', now: new Date('2026-11-21') };
    console.log(evaluateAnswers(loadService('wind-park-permit'), exampleAnswers('wind-park-permit'), options).valid);
  `;
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module-typescript', '--eval', program];
  expect(execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim()).toBe('true');
});

/** The answers with other texts wherever their form takes any text: no choice, date, number or file. */
function fillTexts<T>(answers: T, form: FormSchema, text: (path: string) => string): T {
  function fill(value: unknown, written: FormSchema, path: string): unknown {
    const schema = written.$ref === undefined ? written : (form.$defs?.[written.$ref.slice('#/$defs/'.length)] ?? {});
    if (typeof value === 'string') {
      const rules = [schema.format, schema.pattern, schema.oneOf, schema.enum];
      return schema.type === 'string' && rules.every((rule) => rule === undefined) ? text(path) : value;
    }
    if (Array.isArray(value)) return value.map((entry, index) => fill(entry, schema.items ?? {}, `${path}/${index}`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const filled = entries.map(([name, entry]) => [
      name,
      fill(entry, schema.properties?.[name] ?? {}, `${path}/${name}`),
    ]);
    return Object.fromEntries(filled);
  }
  return fill(answers, form, '') as T;
}
