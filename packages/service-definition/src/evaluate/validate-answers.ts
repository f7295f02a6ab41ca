import type { OutputUnit } from '@cfworker/json-schema';
import { isObject } from '@posthorn/protocol';

import type { FormSchema } from '../definition/form-schema.ts';
import type { CompiledForm } from '../form/compiled-form.ts';
import { childPointer, pointerSegments, toPointer, valueAt } from '../form/pointer.ts';
import type { Finding } from './answer-problem.ts';

/** Keywords that only say that something further in is wrong. */
const wrappers = new Set([
  'properties',
  'items',
  'prefixItems',
  'allOf',
  'if',
  'dependentSchemas',
  'additionalProperties',
  '$ref',
]);

/** Keywords whose inner mistakes are tries that failed: only the whole is worth saying. */
const alternatives = new Set(['anyOf', 'oneOf', 'contains', 'propertyNames']);

/**
 * What JSON Schema finds wrong with tidied answers, one finding for each place and keyword. A field that is required but hidden
 * is not missing.
 */
export function validateAnswers(form: CompiledForm, answers: unknown, hidden: ReadonlySet<string>): Finding[] {
  const { valid, errors } = form.validator.validate(answers);
  if (valid) return [];
  const tried: string[] = [];
  const findings: Finding[] = [];
  for (const error of errors) {
    if (tried.some((location) => error.keywordLocation.startsWith(location)) || error.keyword === 'false') continue;
    if (alternatives.has(error.keyword)) tried.push(`${error.keywordLocation}/`);
    if (wrappers.has(error.keyword)) continue;
    findings.push(...findingsOf(form, error, answers, hidden));
  }
  return findings;
}

function findingsOf(form: CompiledForm, error: OutputUnit, answers: unknown, hidden: ReadonlySet<string>): Finding[] {
  const schema = valueAt(form.schema, pointerSegments(error.keywordLocation).slice(0, -1)) as FormSchema | undefined;
  const segments = pointerSegments(error.instanceLocation);
  const path = toPointer(segments);
  // Choices stand in the file as `oneOf`; the validator was given an `enum`.
  const keyword = error.keyword === 'enum' && schema?.oneOf !== undefined ? 'oneOf' : error.keyword;
  if (schema === undefined) return [{ path, code: kebab(keyword), keyword }];
  if (keyword === 'required' || keyword === 'dependentRequired') {
    return missingFrom(valueAt(answers, segments), schema, keyword)
      .map((name) => childPointer(path, name))
      .filter((place) => !hidden.has(place))
      .map((place) => ({ path: place, code: 'required', keyword: 'required' }));
  }
  return [{ path, code: kebab(keyword), keyword, schema, values: valuesOf(schema, keyword) }];
}

function missingFrom(value: unknown, schema: FormSchema, keyword: string): string[] {
  if (!isObject(value)) return [];
  const dependent = Object.entries(schema.dependentRequired ?? {}).filter(([name]) => Object.hasOwn(value, name));
  const names = keyword === 'required' ? (schema.required ?? []) : dependent.flatMap(([, needed]) => needed);
  return names.filter((name) => !Object.hasOwn(value, name));
}

function valuesOf(schema: FormSchema, keyword: string): Record<string, string | number> {
  const limit = schema[keyword as keyof FormSchema];
  const example = schema.examples?.[0];
  return {
    ...(typeof limit === 'number' || typeof limit === 'string' ? { limit } : {}),
    ...(typeof example === 'string' ? { example } : {}),
  };
}

function kebab(keyword: string): string {
  return keyword.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
