import type { SchemaObject } from './check-shape.ts';
import { didYouMean, listed } from './suggestion.ts';

const kinds: Record<string, string> = {
  array: 'a list',
  boolean: '`true` or `false`',
  integer: 'a whole number',
  number: 'a number',
  object: 'a group of keys',
  string: 'a text',
};

/** What is wrong with a single value and how to mend it, from the keyword that failed and the schema around it. */
export function shapeSentence(
  keyword: string,
  schema: SchemaObject,
  value: unknown,
): { problem: string; mend: string } {
  const description = schema['description'];
  const wanted = typeof description === 'string' ? `Write ${description}.` : undefined;
  const limit = String(schema[keyword]);
  switch (keyword) {
    case 'type':
      return typeSentence(schema, value, wanted);
    case 'enum': {
      const choices = (schema['enum'] as unknown[]).map(String);
      return {
        problem: `This is none of the possible values.${didYouMean(String(value), choices)}`,
        mend: `Write one of ${listed(choices)}.`,
      };
    }
    case 'const':
      return { problem: 'This value is not possible here.', mend: `Write \`${limit}\`.` };
    case 'pattern':
    case 'format':
      return { problem: 'This does not have the right form.', mend: wanted ?? `It must match ${limit}.` };
    case 'propertyNames':
      return {
        problem: 'One of the names here is not possible.',
        mend: wanted ?? 'Begin with a letter; use letters and digits.',
      };
    case 'uniqueItems':
      return { problem: 'The same entry is here twice.', mend: 'Keep each entry once.' };
    case 'minimum':
    case 'exclusiveMinimum':
      return {
        problem: 'This number is too small.',
        mend: wanted ?? `It must be ${keyword === 'minimum' ? 'at least' : 'above'} ${limit}.`,
      };
    case 'maximum':
      return { problem: 'This number is too large.', mend: wanted ?? `It must be at most ${limit}.` };
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return { problem: 'There is too little here.', mend: wanted ?? `At least ${limit} must be there.` };
    default:
      return { problem: 'There is too much here.', mend: wanted ?? `At most ${limit} may be there.` };
  }
}

function typeSentence(
  schema: SchemaObject,
  value: unknown,
  wanted: string | undefined,
): { problem: string; mend: string } {
  const properties = schema['properties'] as SchemaObject | undefined;
  if (typeof value === 'string' && properties !== undefined && 'de' in properties) {
    return {
      problem: 'This is one text instead of one in each language.',
      mend: 'Write `de: …` and `en: …` below the key.',
    };
  }
  const kind = kinds[String(schema['type'])] ?? String(schema['type']);
  if (schema['type'] === 'string' && typeof value === 'number') {
    return {
      problem: 'This is a number where a text must be.',
      mend: 'Put it in quotes, so that it stays as it is written.',
    };
  }
  return { problem: `This must be ${kind}.`, mend: wanted ?? `Write ${kind}.` };
}
