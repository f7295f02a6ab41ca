import { isObject } from '@posthorn/protocol';

import type { FormSchema } from '../definition/form-schema.ts';
import { fieldTree } from '../form/field-tree.ts';
import type { Field } from '../form/field-tree.ts';
import type { Report } from './service-problem.ts';
import { didYouMean, listed } from './suggestion.ts';

/** The values that a choice field can have; undefined for any other field. */
export function choicesOf(field: Field): unknown[] | undefined {
  const { oneOf, enum: values, const: only, type } = field.schema;
  if (oneOf?.every((choice) => choice.const !== undefined)) return oneOf.map((choice) => choice.const);
  if (only !== undefined) return [only];
  return values ?? (type === 'boolean' ? [true, false] : undefined);
}

/** Reports a value that the field can never have: the condition that compares with it would never hold. */
export function checkValue(value: unknown, field: Field, path: readonly (string | number)[], report: Report): void {
  const choices = choicesOf(field);
  if (choices === undefined || choices.includes(value)) return;
  const names = choices.map(String);
  report(
    path,
    `The field never has this value.${didYouMean(String(value), names)}`,
    `Its values are ${listed(names)}.`,
  );
}

/**
 * Reports what a condition (a schema that chooses and does not lay out) says of fields that are not there or of values that
 * they never have.
 */
export function checkCondition(
  condition: FormSchema,
  field: Field,
  path: readonly (string | number)[],
  report: Report,
): void {
  if (condition.$ref !== undefined)
    report([...path, '$ref'], 'A condition cannot refer to `$defs`.', 'Write it out here.');
  if (condition.const !== undefined) checkValue(condition.const, field, [...path, 'const'], report);
  for (const [index, value] of (condition.enum ?? []).entries())
    checkValue(value, field, [...path, 'enum', index], report);
  const names = [...(field.properties?.keys() ?? [])];
  for (const name of condition.required ?? []) {
    if (!names.includes(name)) unknownField(name, names, [...path, 'required'], report);
  }
  for (const [name, property] of Object.entries(condition.properties ?? {})) {
    const inner = field.properties?.get(name);
    if (inner === undefined) unknownField(name, names, [...path, 'properties', name], report);
    else checkCondition(property, inner, [...path, 'properties', name], report);
  }
  for (const keyword of ['items', 'contains'] as const) {
    const inner = condition[keyword];
    if (inner !== undefined) checkCondition(inner, field.items ?? fieldTree({}), [...path, keyword], report);
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, inner] of (condition[keyword] ?? []).entries()) {
      checkCondition(inner, field, [...path, keyword, index], report);
    }
  }
  for (const keyword of ['not', 'if', 'then', 'else'] as const) {
    const inner = condition[keyword];
    if (isObject(inner)) checkCondition(inner, field, [...path, keyword], report);
  }
}

function unknownField(name: string, names: string[], path: readonly (string | number)[], report: Report): void {
  report(
    path,
    `The form has no field \`${name}\` there.${didYouMean(name, names)}`,
    `Fields there are ${listed(names)}.`,
  );
}
