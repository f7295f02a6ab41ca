import { isEnabled, isVisible } from '@jsonforms/core';

import type { FormSchema } from '../definition/form-schema.ts';
import type { ControlNode, Ruled } from '../form/control-tree.ts';
import { toPointer, valueAt } from '../form/pointer.ts';
import { satisfies } from '../form/schema-condition.ts';

type JsonFormsRules = Parameters<typeof isVisible>;
type JsonFormsValidator = JsonFormsRules[3];

/**
 * The validator that JSON Forms asks about the conditions of rules. It takes Ajv by its type but calls `validate` alone; Ajv itself
 * makes code from schemas at run time, which a strict Content Security Policy forbids. A page that renders a form gives it to
 * JSON Forms too, so that screen and evaluation agree.
 */
export const ruleValidator: JsonFormsValidator = {
  validate: (schema: FormSchema, value: unknown) => satisfies(schema, value),
} as unknown as JsonFormsValidator;

/** The fields that the rules hide or lock, as JSON pointers into the answers; an object is one of them when all in it is. */
export function hiddenFields(controls: readonly ControlNode[], answers: unknown): Set<string> {
  const hidden = new Set<string>();
  hideWithin(controls, answers, [], hidden);
  return hidden;
}

function hideWithin(controls: readonly ControlNode[], answers: unknown, item: string[], hidden: Set<string>): void {
  const path = item.join('.');
  const base = toPointer(item);
  const verdicts = new Map<Ruled, boolean>();
  const shown = new Set<string>();
  const asked = new Set<string>();

  function holds(element: Ruled): boolean {
    let verdict = verdicts.get(element);
    if (verdict === undefined) {
      verdict = isOpen(element, answers, path);
      verdicts.set(element, verdict);
    }
    return verdict;
  }

  for (const control of controls) {
    const isShown = control.rules.every(holds);
    for (const place of control.pointers) {
      const pointer = base + place;
      asked.add(pointer);
      if (isShown) shown.add(pointer);
    }
    if (isShown && control.items.length > 0) {
      const segments = [...item, ...control.segments];
      const list = valueAt(answers, segments);
      if (!Array.isArray(list)) continue;
      for (const index of list.keys()) hideWithin(control.items, answers, [...segments, String(index)], hidden);
    }
  }
  for (const pointer of asked) if (!shown.has(pointer)) hidden.add(pointer);
}

/** JSON Forms' own verdict on the rule: neither hidden nor disabled. */
export function isOpen(element: Ruled, answers: unknown, path: string): boolean {
  const ruled = element as unknown as JsonFormsRules[0];
  return (
    isVisible(ruled, answers, path, ruleValidator, undefined) &&
    isEnabled(ruled, answers, path, ruleValidator, undefined)
  );
}
