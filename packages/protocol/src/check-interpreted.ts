import type { TSchema } from 'typebox';
import { Check } from 'typebox/schema';

/** Whether a value fits a schema. In browsers: a page under a strict Content Security Policy (no `unsafe-eval`) runs it as it is. */
export function checkSchema(schema: TSchema, value: unknown): boolean {
  return Check(schema, value);
}
