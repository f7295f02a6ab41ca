import type { UiCondition } from '../definition/ui-element.ts';
import type { ControlNode } from '../form/control-tree.ts';
import { scopeSegments } from '../form/pointer.ts';
import type { Report } from './service-problem.ts';

/**
 * Reports rules that go in a circle: whether A is shown hangs on B and the other way round. There would be no answer to which of
 * them is asked.
 */
export function checkCircles(controls: readonly ControlNode[], report: Report): void {
  const asks = new Map<string, Set<string>>();
  collect(controls, '', asks);
  const done = new Set<string>();
  for (const start of asks.keys()) {
    const circle = findCircle(start, asks, [], done);
    if (circle !== undefined) {
      const names = circle.map((place) => `\`${place.slice(1)}\``).join(' → ');
      const mend = 'Let only one of them decide about the other.';
      report(['form', 'pages'], `Rules go in a circle: ${names}.`, mend);
      return;
    }
  }
}

function collect(controls: readonly ControlNode[], base: string, asks: Map<string, Set<string>>): void {
  for (const control of controls) {
    const place = `${base}/${control.segments.join('/')}`;
    const asked = asks.get(place) ?? new Set<string>();
    for (const { rule } of control.rules) {
      for (const scope of scopesOf(rule.condition)) asked.add(`${base}/${scopeSegments(scope).join('/')}`);
    }
    asks.set(place, asked);
    collect(control.items, place, asks);
  }
}

function scopesOf(condition: UiCondition): string[] {
  return [
    ...(condition.scope === undefined ? [] : [condition.scope]),
    ...(condition.conditions ?? []).flatMap(scopesOf),
  ];
}

/** Asking a group of fields means asking all in it; asking a field in a group hangs on what shows it. */
function findCircle(
  place: string,
  asks: ReadonlyMap<string, ReadonlySet<string>>,
  trail: readonly string[],
  done: Set<string>,
): string[] | undefined {
  if (trail.includes(place)) return [...trail.slice(trail.indexOf(place)), place];
  if (done.has(place)) return undefined;
  for (const asked of asks.get(place) ?? []) {
    const related = [...asks.keys()].filter(
      (key) => key === asked || key.startsWith(`${asked}/`) || asked.startsWith(`${key}/`),
    );
    for (const next of related) {
      const circle = findCircle(next, asks, [...trail, place], done);
      if (circle !== undefined) return circle;
    }
  }
  done.add(place);
  return undefined;
}
