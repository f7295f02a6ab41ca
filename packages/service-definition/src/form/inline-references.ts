import { isObject, PosthornError } from '@posthorn/protocol';

import type { FormSchema } from '../definition/form-schema.ts';
import { pointerSegments, valueAt } from './pointer.ts';

/** More nodes than any real form; stops a file in which references multiply (a few lines can make billions). */
const maxNodes = 50_000;

/** Keywords whose value is data and no schema. */
const dataKeywords = new Set(['const', 'enum', 'default', 'examples']);

/** Keywords that hold schemas under names which are free, so may look like keywords. */
const namedSchemas = new Set(['properties', 'patternProperties', 'dependentSchemas']);

/**
 * A form's schema with every `$ref` replaced by what it points to. What stands beside a `$ref` (texts of this place) wins.
 * Form, UI schema and evaluation then need no notion of references.
 *
 * @throws PosthornError `service-invalid` for a reference that points nowhere or into itself, or when the whole becomes too large
 */
export function inlineReferences(root: FormSchema): FormSchema {
  let nodes = 0;
  const open: string[] = [];

  function inline(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(inline);
    if (!isObject(value)) return value;
    nodes += 1;
    if (nodes > maxNodes)
      throw invalid('The schema of the form is too large.', 'Split the form or use fewer references.');
    const entries = Object.entries(value).filter(([key]) => key !== '$ref' && key !== '$defs');
    const plain = Object.fromEntries(entries.map(([key, entry]) => [key, inlineKeyword(key, entry)]));
    const reference = value['$ref'];
    if (typeof reference !== 'string') return plain;
    if (open.includes(reference))
      throw invalid('A reference leads back to itself.', 'Lay the form out without recursion.');
    const target = valueAt(root, pointerSegments(reference));
    if (!isObject(target)) throw invalid('A reference points nowhere.', 'Point `$ref` to an entry of `$defs`.');
    open.push(reference);
    const inlined = inline(target) as Record<string, unknown>;
    open.pop();
    return { ...inlined, ...plain };
  }

  function inlineKeyword(keyword: string, value: unknown): unknown {
    if (dataKeywords.has(keyword)) return value;
    if (!namedSchemas.has(keyword) || !isObject(value)) return inline(value);
    return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, inline(schema)]));
  }

  return inline(root) as FormSchema;
}

function invalid(message: string, mend: string): PosthornError {
  return new PosthornError('service-invalid', message, { mend });
}
