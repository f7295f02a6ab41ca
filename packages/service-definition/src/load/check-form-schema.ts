import { isPosthornError } from '@posthorn/protocol';

import type { FormSchema } from '../definition/form-schema.ts';
import type { ServiceDefinition } from '../definition/service-definition.ts';
import { fieldTree } from '../form/field-tree.ts';
import type { Field } from '../form/field-tree.ts';
import { inlineReferences } from '../form/inline-references.ts';
import { checkBranches } from './check-branches.ts';
import { checkField } from './check-field.ts';
import type { Report } from './service-problem.ts';
import { didYouMean, listed } from './suggestion.ts';

type Path = readonly (string | number)[];

/** Beside a reference only what describes this place; a limit here would replace the one there without a word. */
const besideReference = new Set([
  '$ref',
  'x-title',
  'x-description',
  'x-messages',
  'x-data',
  'default',
  'readOnly',
  '$comment',
]);

/** Reports mistakes in the schema of the form. Gives its tree of fields, or undefined when references make that impossible. */
export function checkFormSchema(service: ServiceDefinition, report: Report): Field | undefined {
  const root = service.form.schema;
  const path = ['form', 'schema'];
  if (root.type !== 'object')
    report([...path, 'type'], 'The schema of a form must be of type `object`.', 'Write `type: object`.');
  if (checkReferences(root, root, path, report)) return undefined;
  let inlined: FormSchema;
  try {
    inlined = inlineReferences(root);
  } catch (error) {
    if (!isPosthornError(error)) throw error;
    report([...path, '$defs'], error.message, error.mend);
    return undefined;
  }
  checkSchemas(root, root, path, report);
  return fieldTree(inlined);
}

/** Whether a reference points nowhere. */
function checkReferences(schema: FormSchema, root: FormSchema, path: Path, report: Report): boolean {
  let isBroken = false;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice('#/$defs/'.length);
    const names = Object.keys(root.$defs ?? {});
    if (!names.includes(name)) {
      isBroken = true;
      report(
        [...path, '$ref'],
        `There is no \`${name}\` in \`$defs\`.${didYouMean(name, names)}`,
        `Known are ${listed(names)}.`,
      );
    }
    for (const keyword of Object.keys(schema).filter((key) => !besideReference.has(key))) {
      report([...path, keyword], `\`${keyword}\` cannot stand beside \`$ref\`.`, `Move it into \`$defs/${name}\`.`);
    }
  }
  for (const [place, inner] of innerSchemas(schema, path))
    isBroken = checkReferences(inner, root, place, report) || isBroken;
  return isBroken;
}

/** Checks the fields that stand in the file, each once, where they stand. */
function checkSchemas(schema: FormSchema, root: FormSchema, path: Path, report: Report): void {
  for (const [name, shared] of Object.entries(schema.$defs ?? {}))
    checkSchemas(shared, root, [...path, '$defs', name], report);
  if (schema.$ref !== undefined) return;
  const field = fieldTree(inlineReferences({ ...schema, ...(root.$defs === undefined ? {} : { $defs: root.$defs }) }));
  checkField(field, path, report);
  checkBranches(field, path, report);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const place = [...path, 'properties', name];
    checkSchemas(property, root, place, report);
    checkTitle(property, root, place, report);
  }
  if (schema.items !== undefined) checkSchemas(schema.items, root, [...path, 'items'], report);
}

/** Every field that people fill in is named; a group of fields may go without. */
function checkTitle(property: FormSchema, root: FormSchema, path: Path, report: Report): void {
  const target = property.$ref === undefined ? property : (root.$defs?.[property.$ref.slice('#/$defs/'.length)] ?? {});
  if (target.type === 'object' || property['x-title'] !== undefined || target['x-title'] !== undefined) return;
  report([...path, 'x-title'], 'The field has no title.', 'Add `x-title` with `de: …` and `en: …`.');
}

function* innerSchemas(schema: FormSchema, path: Path): Generator<[Path, FormSchema]> {
  for (const keyword of ['$defs', 'properties'] as const) {
    for (const [name, inner] of Object.entries(schema[keyword] ?? {})) yield [[...path, keyword, name], inner];
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [index, inner] of (schema[keyword] ?? []).entries()) yield [[...path, keyword, index], inner];
  }
  for (const keyword of ['items', 'contains', 'not', 'if', 'then', 'else'] as const) {
    const inner = schema[keyword];
    if (inner !== undefined) yield [[...path, keyword], inner];
  }
}
