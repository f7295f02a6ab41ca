import type { Field } from '../form/field-tree.ts';
import { scopeSegments } from '../form/pointer.ts';
import type { Report } from './service-problem.ts';
import { didYouMean, listed } from './suggestion.ts';

/** Reports a scope that leads to no field, with the name that was probably meant. */
export function reportNoField(scope: string, base: Field, path: readonly (string | number)[], report: Report): void {
  let field = base;
  for (const name of scopeSegments(scope)) {
    const next = field.properties?.get(name);
    if (next === undefined) {
      const names = [...(field.properties?.keys() ?? [])];
      report(
        path,
        `The form has no field \`${name}\` there.${didYouMean(name, names)}`,
        `Fields there are ${listed(names)}.`,
      );
      return;
    }
    field = next;
  }
  report(path, 'This points to no field.', 'Name a field, for instance `#/properties/name`.');
}
