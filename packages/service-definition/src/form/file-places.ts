import { isObject } from '@posthorn/protocol';

import type { FileRule } from '../definition/form-schema.ts';
import type { ServiceDefinition } from '../definition/service-definition.ts';
import { compiledForm } from './compiled-form.ts';
import { fieldAt } from './field-tree.ts';
import type { Field } from './field-tree.ts';
import { childPointer, pointerSegments } from './pointer.ts';

/**
 * What the file field at a place in the answers takes; undefined where the form has no file field.
 *
 * @param pointer JSON pointer into the answers, e.g. `/members/0/proofs/1`
 */
export function fileRuleAt(service: ServiceDefinition, pointer: string): FileRule | undefined {
  return fieldAt(compiledForm(service).root, pointerSegments(pointer))?.schema['x-file'];
}

/** A file field that is filled in. */
export interface FilePlace {
  /** JSON pointer into the answers. */
  path: string;
  /** Id of the attachment. */
  id: string;
  rule: FileRule;
}

/** The file fields that are filled in, with the ids of their attachments. */
export function filePlaces(service: ServiceDefinition, answers: unknown): FilePlace[] {
  const places: FilePlace[] = [];

  function visit(field: Field, value: unknown, path: string): void {
    const rule = field.schema['x-file'];
    if (rule !== undefined && typeof value === 'string') {
      places.push({ path, id: value, rule });
    } else if (Array.isArray(value) && field.items !== undefined) {
      for (const [index, item] of value.entries()) visit(field.items, item, childPointer(path, index));
    } else if (isObject(value)) {
      for (const [name, property] of field.properties ?? []) visit(property, value[name], childPointer(path, name));
    }
  }

  visit(compiledForm(service).root, answers, '');
  return places;
}
