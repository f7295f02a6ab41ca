import type { FormPage } from '../definition/service-definition.ts';
import type { UiElement, UiRule } from '../definition/ui-element.ts';
import { scopeSegments, toPointer } from './pointer.ts';

/** An element with a rule, as JSON Forms evaluates it. */
export interface Ruled {
  rule: UiRule;
}

/** A control of a form and all that decides whether it is shown. */
export interface ControlNode {
  /** Where its value is, from the root or from the item of the repeatable group it is in. */
  segments: string[];
  /** Pointers to the groups it is in and to itself, from the same place. */
  pointers: string[];
  /** The elements from the page down to the control that have a rule. */
  rules: Ruled[];
  page: string;
  /** The controls within each item of a repeatable group. */
  items: ControlNode[];
}

/** The controls of all pages, with repeatable groups nested. */
export function controlTree(pages: readonly FormPage[]): ControlNode[] {
  return pages.flatMap((page) => controlsWithin(page.ui, withRule([], page), page.id));
}

function controlsWithin(element: UiElement, outer: Ruled[], page: string): ControlNode[] {
  const rules = withRule(outer, element);
  if (element.type === 'Control') {
    const detail = element.options?.detail;
    const items = detail === undefined ? [] : controlsWithin(detail, [], page);
    const segments = scopeSegments(element.scope ?? '#');
    const pointers = segments.map((_, index) => toPointer(segments.slice(0, index + 1)));
    return [{ segments, pointers, rules, page, items }];
  }
  return (element.elements ?? []).flatMap((child) => controlsWithin(child, rules, page));
}

function withRule(rules: Ruled[], element: { rule?: UiRule }): Ruled[] {
  return element.rule === undefined ? rules : [...rules, { rule: element.rule }];
}

/** The page that shows each field, by pointer; a group of fields stands on the page of its first. */
export function pagesByPointer(controls: readonly ControlNode[]): Map<string, string> {
  const pages = new Map<string, string>();
  for (const { pointers, page } of controls) {
    for (const pointer of pointers) if (!pages.has(pointer)) pages.set(pointer, page);
  }
  return pages;
}
