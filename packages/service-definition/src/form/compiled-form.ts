import { Validator } from '@cfworker/json-schema';

import { isObject } from '@posthorn/protocol';

import type { FormSchema } from '../definition/form-schema.ts';
import type { ServiceDefinition } from '../definition/service-definition.ts';
import { controlTree, pagesByPointer } from './control-tree.ts';
import type { ControlNode } from './control-tree.ts';
import { fieldTree } from './field-tree.ts';
import type { Field } from './field-tree.ts';
import { inlineReferences } from './inline-references.ts';

/** What evaluation needs of a form, worked out once for each service object. */
export interface CompiledForm {
  /** The schema without references. */
  schema: FormSchema;
  root: Field;
  controls: ControlNode[];
  /** With those in repeatable groups. */
  controlCount: number;
  pages: Map<string, string>;
  /** Interprets the schema (nothing is compiled to code, so a page needs no `unsafe-eval`) and reports all mistakes. */
  validator: Validator;
}

const compiledForms = new WeakMap<ServiceDefinition, CompiledForm>();

/** The compiled form of a service; the same object gets it from the cache. */
export function compiledForm(service: ServiceDefinition): CompiledForm {
  const known = compiledForms.get(service);
  if (known !== undefined) return known;
  const schema = inlineReferences(service.form.schema);
  const controls = controlTree(service.form.pages);
  const compiled: CompiledForm = {
    schema,
    root: fieldTree(schema),
    controls,
    controlCount: countControls(controls),
    pages: pagesByPointer(controls),
    validator: new Validator(validatorSchema(schema), '2020-12', false),
  };
  compiledForms.set(service, compiled);
  return compiled;
}

function countControls(controls: readonly ControlNode[]): number {
  return controls.reduce((sum, { items }) => sum + 1 + countControls(items), 0);
}

/**
 * A copy for the validator, which marks the schema that it is given. Choices (`oneOf` of constants) become an `enum`: that says the
 * same, and the validator need not note why each of the others was not it.
 */
function validatorSchema(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) => {
    if (!isObject(value) || !Array.isArray(value['oneOf']) || 'enum' in value) return value;
    const { oneOf, ...rest } = value;
    const choices = (oneOf as unknown[]).map((choice) => (isObject(choice) ? choice['const'] : undefined));
    return choices.every((choice) => choice !== undefined) ? { ...rest, enum: choices } : value;
  }) as object;
}
