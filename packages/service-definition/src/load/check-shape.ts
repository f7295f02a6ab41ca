import { Validator } from '@cfworker/json-schema';
import type { OutputUnit } from '@cfworker/json-schema';
import { isObject } from '@posthorn/protocol';

import { serviceFileSchema } from '../definition/service-file-schema.ts';
import { pointerSegments, valueAt } from '../form/pointer.ts';
import type { Report } from './service-problem.ts';
import { shapeSentence } from './shape-sentence.ts';
import { didYouMean, listed } from './suggestion.ts';

/** A JSON Schema as plain data. */
export type SchemaObject = Record<string, unknown>;

/** Keywords that only say that something further in is wrong. */
const wrappers = new Set(['properties', 'patternProperties', 'items', '$ref', 'false']);

const validator = new Validator(structuredClone(serviceFileSchema), '2020-12', false);

/** Reports what the JSON Schema of service files finds: unknown and missing keys, wrong types, and forms of single values. */
export function checkShape(service: unknown, report: Report): void {
  const seen = new Set<string>();
  for (const error of validator.validate(service).errors) {
    if (wrappers.has(error.keyword)) continue;
    const schema = schemaAround(error);
    const path = pointerSegments(error.instanceLocation);
    const key = `${error.instanceLocation} ${error.keywordLocation}`;
    if (seen.has(key) || schema === undefined) continue;
    seen.add(key);
    reportError(error, schema, path, valueAt(service, path), report);
  }
}

function reportError(error: OutputUnit, schema: SchemaObject, path: string[], value: unknown, report: Report): void {
  const known = Object.keys((schema['properties'] as object | undefined) ?? {});
  if (error.keyword === 'additionalProperties') {
    if (schema['additionalProperties'] !== false || !isObject(value)) return;
    for (const name of Object.keys(value).filter((key) => !known.includes(key) && !isPatterned(schema, key))) {
      const problem = `There is no key \`${name}\` here.${didYouMean(name, known)}`;
      // In `{ de: one, two }` the comma begins a new key.
      const isTornText = known.includes('de') && name.includes(' ');
      report(
        [...path, name],
        problem,
        isTornText ? 'Put a text with a comma in quotes.' : `Known keys here are ${listed(known)}.`,
      );
    }
  } else if (error.keyword === 'required' || error.keyword === 'dependentRequired') {
    for (const name of missingKeys(schema, error.keyword, value)) reportMissing(schema, path, name, report);
  } else {
    const { problem, mend } = shapeSentence(error.keyword, schema, value);
    report(path, problem, mend);
  }
}

const languageNames: Record<string, string> = { de: 'German', en: 'English' };

function reportMissing(schema: SchemaObject, path: string[], name: string, report: Report): void {
  const language = languageNames[name];
  const property = (schema['properties'] as Record<string, SchemaObject> | undefined)?.[name];
  if (language !== undefined && property?.['type'] === 'string') {
    report([...path, name], `The ${language} text is missing.`, `Add \`${name}: …\` with the text in ${language}.`);
  } else {
    const description = property?.['description'];
    const what = typeof description === 'string' ? `: ${description}` : '';
    report([...path, name], `The key \`${name}\` is missing.`, `Add \`${name}\`${what}.`);
  }
}

function missingKeys(schema: SchemaObject, keyword: string, value: unknown): string[] {
  if (!isObject(value)) return [];
  const dependent = Object.entries((schema['dependentRequired'] as Record<string, string[]> | undefined) ?? {});
  const needed =
    keyword === 'required'
      ? (schema['required'] as string[])
      : dependent.filter(([name]) => Object.hasOwn(value, name)).flatMap(([, names]) => names);
  return needed.filter((name) => !Object.hasOwn(value, name));
}

function isPatterned(schema: SchemaObject, key: string): boolean {
  return Object.keys((schema['patternProperties'] as object | undefined) ?? {}).some((pattern) =>
    new RegExp(pattern, 'u').test(key),
  );
}

/** The schema that holds the keyword of an error; its location leads through `$ref`. */
function schemaAround(error: OutputUnit): SchemaObject | undefined {
  let schema: unknown = serviceFileSchema;
  for (const segment of pointerSegments(error.keywordLocation).slice(0, -1)) {
    schema = isObject(schema) ? schema[segment] : Array.isArray(schema) ? schema[Number(segment)] : undefined;
    if (segment === '$ref' && typeof schema === 'string') schema = valueAt(serviceFileSchema, pointerSegments(schema));
  }
  return isObject(schema) ? schema : undefined;
}
