import { Validator } from '@cfworker/json-schema';
import safeRegex from 'safe-regex2';

import { formSchemaSchema } from '../definition/form-schema-schema.ts';
import type { FormSchema } from '../definition/form-schema.ts';
import type { Field } from '../form/field-tree.ts';
import type { Report } from './service-problem.ts';
import { didYouMean, listed } from './suggestion.ts';

type Path = readonly (string | number)[];

/** The types for which a keyword means anything. */
const keywordTypes: Record<string, readonly string[]> = {
  properties: ['object'],
  required: ['object'],
  additionalProperties: ['object'],
  dependentRequired: ['object'],
  items: ['array'],
  contains: ['array'],
  minItems: ['array'],
  maxItems: ['array'],
  uniqueItems: ['array'],
  minLength: ['string'],
  maxLength: ['string'],
  pattern: ['string'],
  format: ['string'],
  'x-file': ['string'],
  'x-date': ['string'],
  'x-data': ['string', 'boolean', 'integer', 'number'],
  minimum: ['integer', 'number'],
  maximum: ['integer', 'number'],
  exclusiveMinimum: ['integer', 'number'],
  exclusiveMaximum: ['integer', 'number'],
  multipleOf: ['integer', 'number'],
};

const ranges = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minContains', 'maxContains'],
  ['minimum', 'maximum'],
] as const;

/** Reports what is wrong with one field by itself. */
export function checkField(field: Field, path: Path, report: Report): void {
  const { schema } = field;
  if (schema.type === undefined)
    report([...path, 'type'], 'The field has no type.', 'Add `type`, for instance `type: string`.');
  for (const [keyword, types] of Object.entries(keywordTypes)) {
    if (keyword in schema && schema.type !== undefined && !types.includes(String(schema.type))) {
      report(
        [...path, keyword],
        `\`${keyword}\` means nothing for the type \`${String(schema.type)}\`.`,
        'Remove it, or correct the type.',
      );
    }
  }
  for (const [low, high] of ranges) {
    if ((schema[low] ?? -Infinity) > (schema[high] ?? Infinity)) {
      report([...path, low], `\`${low}\` is above \`${high}\`.`, 'Lower the one or raise the other.');
    }
  }
  if (schema.type === 'array' && schema.items === undefined) {
    report([...path, 'items'], 'A list needs `items`.', 'Say with `items` what its entries are.');
  }
  if (schema.type === 'array' && schema.maxItems === undefined) {
    report([...path, 'maxItems'], 'The list has no end.', 'Say with `maxItems` how many entries it takes at most.');
  }
  if (schema.type === 'object' && schema.default !== undefined) {
    report([...path, 'default'], 'A group of fields has no default of its own.', 'Put `default` at the fields in it.');
  }
  if (schema.pattern !== undefined && !safeRegex(schema.pattern)) {
    const mend = 'Write it without a repetition inside a repetition.';
    report([...path, 'pattern'], 'Some texts would keep this pattern busy for ever.', mend);
  }
  checkFile(schema, path, report);
  checkDate(schema, path, report);
  checkSource(schema, path, report);
  checkChoices(schema, path, report);
  checkMessages(schema, path, report);
  checkExamples(schema, path, report);
}

function checkFile(schema: FormSchema, path: Path, report: Report): void {
  const isFile = schema.format === 'posthorn-file';
  if (isFile && schema['x-file'] === undefined) {
    const mend = 'Add `x-file` with `accept` (media types) and `maxSize` (bytes).';
    report([...path, 'x-file'], 'The file field does not say which files it takes.', mend);
  }
  if (!isFile && schema['x-file'] !== undefined) {
    report([...path, 'x-file'], '`x-file` stands at a field that holds no file.', 'Add `format: posthorn-file`.');
  }
}

function checkDate(schema: FormSchema, path: Path, report: Report): void {
  const rule = schema['x-date'];
  if (rule === undefined) return;
  if (schema.format !== 'date')
    report([...path, 'x-date'], '`x-date` stands at a field that holds no date.', 'Add `format: date`.');
  for (const key of ['min', 'max'] as const) {
    const day = rule[key];
    const isDay = day === undefined || day === 'today' || !Number.isNaN(Date.parse(day));
    if (!isDay) report([...path, 'x-date', key], 'There is no such day.', 'Write a day like 2026-01-31, or `today`.');
  }
}

function checkSource(schema: FormSchema, path: Path, report: Report): void {
  if (schema['x-data'] === undefined || schema.format !== 'posthorn-file') return;
  report([...path, 'x-data'], '`x-data` stands at a file field; stored data holds no files.', 'Remove it.');
}

function checkChoices(schema: FormSchema, path: Path, report: Report): void {
  if (schema.enum !== undefined) {
    const mend = 'Use `oneOf` with `const` and `x-title` for each choice.';
    report([...path, 'enum'], 'These choices have no texts that people could read.', mend);
  }
  const seen = new Set<unknown>();
  for (const [index, choice] of (schema.oneOf ?? []).entries()) {
    if (choice.const === undefined) continue;
    const place = [...path, 'oneOf', index];
    if (choice['x-title'] === undefined) {
      report([...place, 'x-title'], 'The choice has no text.', 'Add `x-title` with `de: …` and `en: …`.');
    }
    if (seen.has(choice.const))
      report([...place, 'const'], 'The same choice is here twice.', 'Give each choice its own `const`.');
    seen.add(choice.const);
  }
}

function checkMessages(schema: FormSchema, path: Path, report: Report): void {
  const known = [...Object.keys((formSchemaSchema as { properties?: object }).properties ?? {}), 'combination'];
  for (const keyword of Object.keys(schema['x-messages'] ?? {})) {
    if (keyword === 'required' || keyword === 'type' || keyword in schema) continue;
    const problem = `This message is never shown: the field has no \`${keyword}\`.${didYouMean(keyword, known)}`;
    report(
      [...path, 'x-messages', keyword],
      problem,
      `Messages are for keywords of the field: ${listed(Object.keys(schema))}.`,
    );
  }
}

function checkExamples(schema: FormSchema, path: Path, report: Report): void {
  const values: [Path, unknown][] = (schema.examples ?? []).map((value, index) => [
    [...path, 'examples', index],
    value,
  ]);
  if (schema.default !== undefined) values.push([[...path, 'default'], schema.default]);
  if (values.length === 0) return;
  const validator = new Validator(structuredClone(schema), '2020-12');
  for (const [place, value] of values) {
    if (!validator.validate(value).valid) {
      report(place, 'This value does not fit the field itself.', 'Correct the value, or the limits of the field.');
    }
  }
}
