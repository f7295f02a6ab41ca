import type { Static, TSchema } from 'typebox';
import { Errors } from 'typebox/schema';
import { checkSchema } from '#check-schema';

/** A TypeBox schema (JSON Schema 2020-12) of values of the type `T`. */
export type SchemaOf<T> = TSchema & { readonly '~of'?: T };

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/**
 * Ties a schema to the type it describes: compiles only when both say the same. The types are written out (and not derived from
 * the schema) so that each member carries its documentation.
 *
 * @example `const point: SchemaOf<Point> = schemaOf<Point>()(Type.Object({ x: Type.Number(), y: Type.Number() }))`
 */
export function schemaOf<T>(): <S extends TSchema>(schema: Same<Static<S>, T> extends true ? S : never) => SchemaOf<T> {
  return (schema) => schema;
}

/** A place in a value and what is wrong there. Holds no value, so it may be logged. */
export type SchemaProblem = { path: string; problem: string };

/** Whether a value fits a schema. */
export function isValid<T>(schema: SchemaOf<T>, value: unknown): value is T {
  return checkSchema(schema, value);
}

/** Where and why a value does not fit a schema (the first few places); empty when it fits. */
export function schemaProblems<T>(schema: SchemaOf<T>, value: unknown): SchemaProblem[] {
  const [, errors] = Errors(schema, value);
  return errors.map((error) => ({ path: error.instancePath, problem: error.message }));
}
