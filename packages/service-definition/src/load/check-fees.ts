import type { FeeLine, ServiceDefinition } from '../definition/service-definition.ts';
import { fieldAtScope } from '../form/field-tree.ts';
import type { Field } from '../form/field-tree.ts';
import { checkCondition } from './check-condition.ts';
import { reportNoField } from './field-names.ts';
import type { Report } from './service-problem.ts';

/** Reports fee lines that say too much or too little, point nowhere, or whose tiers leave gaps. */
export function checkFees(service: ServiceDefinition, root: Field, report: Report): void {
  for (const [index, line] of (service.fees?.lines ?? []).entries()) {
    const path = ['fees', 'lines', index];
    if ((line.amount === undefined) === (line.tiers === undefined)) {
      report(path, 'A fee line needs either `amount` or `tiers`.', 'Keep one of them.');
    }
    if ((line.tiers === undefined) !== (line.of === undefined)) {
      report(path, '`tiers` and `of` belong together.', 'Say with `of` which number decides about the tier.');
    }
    checkTiers(line, path, report);
    const base = line.perItem === undefined ? root : listAt(line.perItem, root, [...path, 'perItem'], report)?.items;
    if (base === undefined) continue;
    for (const key of ['of', 'times'] as const) {
      const scope = line[key];
      if (scope !== undefined) checkNumber(scope, base, [...path, key], report);
    }
    if (line.when !== undefined) checkCondition(line.when, base, [...path, 'when'], report);
  }
}

function checkTiers(line: FeeLine, path: (string | number)[], report: Report): void {
  const tiers = line.tiers ?? [];
  for (const [index, { upTo }] of tiers.entries()) {
    const place = [...path, 'tiers', index];
    const before = tiers[index - 1]?.upTo;
    const isLast = index === tiers.length - 1;
    if (isLast !== (upTo === undefined)) {
      report(
        place,
        isLast ? 'The last tier has a limit.' : 'Only the last tier has no limit.',
        'Leave `upTo` out of the last tier alone.',
      );
    } else if (upTo !== undefined && before !== undefined && upTo <= before) {
      report(
        [...place, 'upTo'],
        'The limits of the tiers do not rise.',
        'Order the tiers from the lowest limit to the highest.',
      );
    }
  }
}

function listAt(scope: string, root: Field, path: (string | number)[], report: Report): Field | undefined {
  const field = fieldAtScope(root, scope);
  if (field === undefined) reportNoField(scope, root, path, report);
  else if (field.items === undefined)
    report(path, 'This is no repeatable group.', 'Point `perItem` to a field of type `array`.');
  return field?.items === undefined ? undefined : field;
}

function checkNumber(scope: string, base: Field, path: (string | number)[], report: Report): void {
  const field = fieldAtScope(base, scope);
  if (field === undefined) reportNoField(scope, base, path, report);
  else if (field.schema.type !== 'integer' && field.schema.type !== 'number') {
    report(path, 'This field is no number.', 'Point to a field of type `integer` or `number`.');
  }
}
