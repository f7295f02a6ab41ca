import { Validator } from '@cfworker/json-schema';
import { PosthornError, type Json, type JsonObject } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import type { Agreement } from '../store/agreements.ts';

/** What data of an area should look like, as far as this agency knows: what it has promised itself, or says to expect. */
export function schemaFor(
  { clientId, wishes }: Context,
  { permissions }: Agreement,
  place: { domain: string; area: string },
): JsonObject | undefined {
  const promised = permissions.findLast(
    ({ type, domain, area, schema }) =>
      type === 'WRITE' && domain === place.domain && area === place.area && schema !== undefined,
  );
  const expected = wishes.find(
    ({ type, domain = clientId, area }) => type === 'READ' && domain === place.domain && area === place.area,
  );
  return promised?.schema ?? expected?.schema;
}

/** The first place where data breaks a JSON Schema (2020-12), or null. Names the place and the rule, never the data. */
export function findBreach(content: Json, schema: JsonObject | undefined): string | null {
  if (schema === undefined) return null;
  const { valid, errors } = new Validator(schema, '2020-12', true).validate(content);
  if (valid) return null;
  const [first] = errors.toSorted((a, b) => b.instanceLocation.length - a.instanceLocation.length);
  return `At ${first?.instanceLocation ?? '#'} it breaks the rule "${first?.keyword ?? 'schema'}".`;
}

/** Checks that a schema can be used at all, before anything is promised by it. @throws PosthornError `config-invalid` */
export function assertSchema(schema: JsonObject, path: string): void {
  try {
    new Validator(schema, '2020-12').validate({});
  } catch (cause) {
    throw new PosthornError('config-invalid', `${path} is no JSON Schema that can be used.`, {
      mend: 'Write a JSON Schema of draft 2020-12 whose references lie within it.',
      details: { path },
      cause,
    });
  }
}
