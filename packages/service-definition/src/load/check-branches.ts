import type { FormSchema } from '../definition/form-schema.ts';
import type { Field } from '../form/field-tree.ts';
import { checkCondition } from './check-condition.ts';
import type { Report } from './service-problem.ts';
import { didYouMean, listed } from './suggestion.ts';

type Path = readonly (string | number)[];

/** Keywords that evaluation honours only at a field itself. */
const fieldKeywords = ['x-file', 'x-date', '$ref'] as const;

/**
 * Reports branches (`allOf`, `if` … `then`, `anyOf`) that say something of fields that are not there. Branches may only narrow what
 * `properties` lays out: a field that exists in a branch alone could be neither shown nor typed.
 */
export function checkBranches(field: Field, path: Path, report: Report): void {
  const { schema } = field;
  const names = Object.keys(schema.properties ?? {});
  checkNames(schema, names, path, report);
  if (schema.type === 'object') checkNarrowing(schema, field, names, path, report);
  if (schema.contains !== undefined && field.items !== undefined) {
    checkCondition(schema.contains, field.items, [...path, 'contains'], report);
  }
}

function checkNames(schema: FormSchema, names: readonly string[], path: Path, report: Report): void {
  for (const name of schema.required ?? []) {
    if (!names.includes(name)) noSuchField(name, names, [...path, 'required'], report);
  }
  for (const [name, needed] of Object.entries(schema.dependentRequired ?? {})) {
    for (const each of [name, ...needed]) {
      if (!names.includes(each)) noSuchField(each, names, [...path, 'dependentRequired', name], report);
    }
  }
}

function checkNarrowing(schema: FormSchema, field: Field, names: readonly string[], path: Path, report: Report): void {
  if (schema.if !== undefined) checkCondition(schema.if, field, [...path, 'if'], report);
  if (schema.not !== undefined) checkCondition(schema.not, field, [...path, 'not'], report);
  for (const [place, branch] of branchesOf(schema, path)) {
    checkNames(branch, names, place, report);
    for (const [name, property] of Object.entries(branch.properties ?? {})) {
      if (!names.includes(name)) noSuchField(name, names, [...place, 'properties', name], report);
      for (const keyword of fieldKeywords.filter((each) => each in property)) {
        report(
          [...place, 'properties', name, keyword],
          `\`${keyword}\` has no effect here.`,
          'Put it at the field itself.',
        );
      }
    }
    checkNarrowing(branch, field, names, place, report);
  }
}

function* branchesOf(schema: FormSchema, path: Path): Generator<[Path, FormSchema]> {
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, branch] of (schema[keyword] ?? []).entries()) yield [[...path, keyword, index], branch];
  }
  for (const keyword of ['then', 'else'] as const) {
    const branch = schema[keyword];
    if (branch !== undefined) yield [[...path, keyword], branch];
  }
}

function noSuchField(name: string, names: readonly string[], path: Path, report: Report): void {
  report(
    path,
    `There is no field \`${name}\` beside it.${didYouMean(name, names)}`,
    `Fields there are ${listed(names)}.`,
  );
}
