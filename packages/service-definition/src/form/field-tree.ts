import type { FormSchema } from '../definition/form-schema.ts';
import { scopeSegments } from './pointer.ts';

/** A field of a form: one node for each place that answers can have, with the branches of `allOf`, `oneOf`, `if` … laid together. */
export interface Field {
  schema: FormSchema;
  /** The fields of an object; undefined where the schema leaves its members open. */
  properties?: Map<string, Field>;
  required: Set<string>;
  /** The field that every item of a list is. */
  items?: Field;
  /** Whether it or a field in it has a keyword that JSON Schema does not know, so that evaluation has to look. */
  hasOwnKeywords: boolean;
}

const ownFormats = new Set(['iban', 'posthorn-file']);

/** The tree of fields of a schema without references. */
export function fieldTree(schema: FormSchema): Field {
  const field: Field = {
    schema,
    required: new Set(schema.required),
    hasOwnKeywords: ownFormats.has(schema.format ?? ''),
  };
  if (schema['x-date'] !== undefined) field.hasOwnKeywords = true;
  const properties = new Map<string, Field>();
  for (const branch of branches(schema)) {
    for (const [name, property] of Object.entries(branch.properties ?? {})) {
      if (!properties.has(name)) properties.set(name, fieldTree(property));
    }
  }
  if (properties.size > 0 || schema.additionalProperties === false) field.properties = properties;
  if (schema.items !== undefined) field.items = fieldTree(schema.items);
  const inner = [...properties.values(), ...(field.items === undefined ? [] : [field.items])];
  field.hasOwnKeywords ||= inner.some(({ hasOwnKeywords }) => hasOwnKeywords);
  return field;
}

/** The schema itself first: where it names a property, its own words about it count. */
function branches(schema: FormSchema): FormSchema[] {
  const nested = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const conditional = [schema.then, schema.else].filter((branch) => branch !== undefined);
  return [schema, ...nested.flatMap(branches), ...conditional.flatMap(branches)];
}

/** The field at a path of answers (array indices lead to the items). */
export function fieldAt(root: Field, segments: readonly string[]): Field | undefined {
  let field: Field | undefined = root;
  for (const segment of segments) field = field?.properties?.get(segment) ?? field?.items;
  return field;
}

/** The field that a scope names; undefined when there is none. A scope does not lead into the items of a list. */
export function fieldAtScope(base: Field, scope: string): Field | undefined {
  let field: Field | undefined = base;
  for (const segment of scopeSegments(scope)) field = field?.properties?.get(segment);
  return field;
}
