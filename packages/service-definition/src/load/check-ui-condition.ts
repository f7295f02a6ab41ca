import type { UiCondition } from '../definition/ui-element.ts';
import { fieldAtScope } from '../form/field-tree.ts';
import type { Field } from '../form/field-tree.ts';
import { checkCondition, checkValue } from './check-condition.ts';
import { reportNoField } from './field-names.ts';
import type { Report } from './service-problem.ts';

/** Reports a condition of a rule that is incomplete, points nowhere, or compares with a value that the field never has. */
export function checkUiCondition(
  condition: UiCondition,
  base: Field,
  path: readonly (string | number)[],
  report: Report,
): void {
  if (condition.type === 'AND' || condition.type === 'OR') {
    if (condition.conditions === undefined) {
      report([...path, 'conditions'], `\`${condition.type}\` joins no conditions.`, 'Add `conditions`, a list.');
    }
    for (const [index, inner] of (condition.conditions ?? []).entries()) {
      checkUiCondition(inner, base, [...path, 'conditions', index], report);
    }
    return;
  }
  if (condition.conditions !== undefined) {
    report([...path, 'type'], 'It is not said how the conditions are joined.', 'Add `type: AND` or `type: OR`.');
    return;
  }
  if (condition.scope === undefined) {
    report(
      [...path, 'scope'],
      'The condition does not say which field it asks.',
      'Add `scope`, for instance `#/properties/name`.',
    );
    return;
  }
  if ((condition.schema === undefined) === (condition.expectedValue === undefined)) {
    report(
      path,
      'The condition needs either `schema` or `expectedValue`.',
      'Keep one, for instance `schema: { const: true }`.',
    );
  }
  const field = fieldAtScope(base, condition.scope);
  if (field === undefined) reportNoField(condition.scope, base, [...path, 'scope'], report);
  else if (condition.schema !== undefined) checkCondition(condition.schema, field, [...path, 'schema'], report);
  else if (condition.expectedValue !== undefined) {
    if (condition.type === undefined) report([...path, 'type'], 'JSON Forms needs a type here.', 'Add `type: LEAF`.');
    checkValue(condition.expectedValue, field, [...path, 'expectedValue'], report);
  }
}
