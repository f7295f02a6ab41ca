import { isObject } from '@posthorn/protocol';

import type { Field } from '../form/field-tree.ts';
import { childPointer } from '../form/pointer.ts';
import type { Finding } from './answer-problem.ts';

/** Answers without hidden and empty ones, with defaults, and where the form knows no such field. */
export interface TidyAnswers {
  answers: Record<string, unknown>;
  unknownFields: string[];
  /** The lists with more entries than the form takes. */
  longLists: Finding[];
}

/**
 * A copy of the answers as they count: hidden fields dropped, empty texts and null taken for "not answered", defaults set, and an
 * empty object put where the form requires one (so that what is missing is said at its fields). Unknown fields are left out and
 * reported.
 */
export function tidyAnswers(root: Field, answers: Record<string, unknown>, hidden: ReadonlySet<string>): TidyAnswers {
  const unknownFields: string[] = [];
  const longLists: Finding[] = [];

  function tidy(field: Field, value: unknown, pointer: string): unknown {
    if (Array.isArray(value)) {
      const limit = field.schema.maxItems ?? Infinity;
      if (value.length > limit) {
        longLists.push({
          path: pointer,
          code: 'max-items',
          keyword: 'maxItems',
          schema: field.schema,
          values: { limit },
        });
      }
      const items = field.items;
      return items === undefined ? value : value.map((item, index) => tidy(items, item, childPointer(pointer, index)));
    }
    return isObject(value) && field.properties !== undefined
      ? tidyObject(field.properties, field, value, pointer)
      : value;
  }

  function tidyObject(
    properties: ReadonlyMap<string, Field>,
    field: Field,
    value: Record<string, unknown>,
    pointer: string,
  ): Record<string, unknown> {
    const tidied: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      if (!properties.has(name)) unknownFields.push(childPointer(pointer, name));
    }
    for (const [name, property] of properties) {
      const place = childPointer(pointer, name);
      if (hidden.has(place)) continue;
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      const isRequired = field.required.has(name);
      const answer = isUnanswered(given) ? fallback(property, isRequired) : given;
      if (answer === undefined) continue;
      const kept = tidy(property, answer, place);
      if (isRequired || !isEmptyGroup(property, kept)) tidied[name] = kept;
    }
    return tidied;
  }

  return { answers: tidy(root, answers, '') as Record<string, unknown>, unknownFields, longLists };
}

function isUnanswered(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** What remains of a group of fields when nothing was filled in. */
function isEmptyGroup(field: Field, value: unknown): boolean {
  return field.properties !== undefined && isObject(value) && Object.keys(value).length === 0;
}

function fallback(field: Field, isRequired: boolean): unknown {
  if (field.schema.default !== undefined) return structuredClone(field.schema.default);
  return isRequired && field.schema.type === 'object' ? {} : undefined;
}
