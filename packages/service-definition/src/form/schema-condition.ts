import { Validator } from '@cfworker/json-schema';

import type { FormSchema } from '../definition/form-schema.ts';

const validators = new WeakMap<object, Validator>();

/**
 * Whether a value satisfies a condition. No value counts as null, which is how JSON Forms' own validator takes it: `const` and
 * `type` fail, `not` and limits hold.
 */
export function satisfies(schema: FormSchema, value: unknown): boolean {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = new Validator(structuredClone(schema), '2020-12', true);
    validators.set(schema, validator);
  }
  return validator.validate(value ?? null).valid;
}
