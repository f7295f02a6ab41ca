import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@cfworker/json-schema';
import { describe, expect, test } from 'vitest';
import { evaluateAnswers } from '../src/index.ts';
import type { FormSchema, ServiceDefinition } from '../src/index.ts';
import { control, loadService, sharedData } from './services.ts';

const folder = join(sharedData, 'forms');
const forms = readdirSync(folder).filter((name) => name.endsWith('.schema.json'));

/** A real form of a foreign administration as a service: its schema as it is, one control for each field. */
function serviceOf(name: string): ServiceDefinition {
  const schema = JSON.parse(readFileSync(join(folder, name), 'utf8')) as FormSchema;
  const elements = Object.keys(schema.properties ?? {}).map((field) => control(field));
  const page = { id: 'all', title: { de: 'Alles', en: 'All' }, ui: { type: 'VerticalLayout' as const, elements } };
  return { ...loadService('dog-registration'), form: { schema, pages: [page] } };
}

function example(name: string): Record<string, unknown> | undefined {
  const file = name.replace('.schema.json', '.example.json');
  const isThere = readdirSync(folder).includes(file);
  return isThere ? (JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>) : undefined;
}

describe.each(forms)('the real form %s', (name) => {
  test('takes its example, and says the same as a plain validator', () => {
    const service = serviceOf(name);
    const answers = example(name) ?? {};
    const { valid, problems } = evaluateAnswers(service, answers, { language: 'en' });
    const plain = new Validator(JSON.parse(readFileSync(join(folder, name), 'utf8')) as object, '4', false);
    expect(valid, JSON.stringify(problems)).toBe(plain.validate(answers).valid);
  });

  test('finds what is missing, unknown and of the wrong type', () => {
    const service = serviceOf(name);
    const fields = Object.keys(service.form.schema.properties ?? {});
    const wrong = Object.fromEntries(fields.map((field) => [field, [[0]]]));
    const { valid, problems } = evaluateAnswers(service, { ...wrong, notInTheForm: true }, { language: 'en' });
    expect(valid).toBe(false);
    expect(problems).toContainEqual({
      path: '/notInTheForm',
      code: 'unknown-field',
      message: 'The form has no such field.',
    });
    expect(problems.length).toBeGreaterThan(1);
  });
});
