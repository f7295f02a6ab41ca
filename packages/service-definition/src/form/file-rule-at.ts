import type { FileRule } from '../definition/form-schema.ts';
import type { ServiceDefinition } from '../definition/service-definition.ts';
import { compiledForm } from './compiled-form.ts';
import { fieldAt } from './field-tree.ts';
import { pointerSegments } from './pointer.ts';

/**
 * What the file field at a place in the answers takes; undefined where the form has no file field.
 *
 * @param pointer JSON pointer into the answers, e.g. `/members/0/proofs/1`
 */
export function fileRuleAt(service: ServiceDefinition, pointer: string): FileRule | undefined {
  return fieldAt(compiledForm(service).root, pointerSegments(pointer))?.schema['x-file'];
}
