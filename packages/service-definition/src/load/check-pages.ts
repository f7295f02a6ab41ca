import type { ServiceDefinition } from '../definition/service-definition.ts';
import type { UiElement } from '../definition/ui-element.ts';
import { controlTree } from '../form/control-tree.ts';
import type { ControlNode } from '../form/control-tree.ts';
import { fieldAtScope } from '../form/field-tree.ts';
import type { Field } from '../form/field-tree.ts';
import { checkCircles } from './check-circles.ts';
import { checkUiCondition } from './check-ui-condition.ts';
import { reportNoField } from './field-names.ts';
import type { Report } from './service-problem.ts';

type Path = readonly (string | number)[];

/** Reports mistakes in the pages: elements without what they need, scopes and conditions that point nowhere, fields never shown. */
export function checkPages(service: ServiceDefinition, root: Field, report: Report): void {
  for (const [index, page] of service.form.pages.entries()) {
    const path = ['form', 'pages', index];
    if (page.rule !== undefined) checkUiCondition(page.rule.condition, root, [...path, 'rule', 'condition'], report);
    checkElement(page.ui, root, [...path, 'ui'], report);
  }
  const controls = controlTree(service.form.pages);
  reportNeverShown(root, controls, ['form', 'schema'], report);
  checkCircles(controls, report);
}

function checkElement(element: UiElement, base: Field, path: Path, report: Report): void {
  if (element.rule !== undefined)
    checkUiCondition(element.rule.condition, base, [...path, 'rule', 'condition'], report);
  if (element.type === 'Control') {
    checkControl(element, base, path, report);
  } else if (element.type === 'Label') {
    if (element['x-text'] === undefined)
      report([...path, 'x-text'], 'The label has no text.', 'Add `x-text` with `de: …` and `en: …`.');
  } else {
    if (element.elements === undefined)
      report([...path, 'elements'], `A ${element.type} needs elements.`, 'Add `elements`.');
    if (element.type === 'Group' && element['x-label'] === undefined) {
      report([...path, 'x-label'], 'The group has no heading.', 'Add `x-label` with `de: …` and `en: …`.');
    }
    for (const [index, inner] of (element.elements ?? []).entries()) {
      checkElement(inner, base, [...path, 'elements', index], report);
    }
  }
}

function checkControl(element: UiElement, base: Field, path: Path, report: Report): void {
  if (element.elements !== undefined) {
    report(
      [...path, 'elements'],
      'A Control has no elements.',
      'Use a Group, or `options.detail` for the items of a list.',
    );
  }
  if (element.scope === undefined || element.scope === '#') {
    report(
      [...path, 'scope'],
      'The Control does not say which field it shows.',
      'Add `scope`, for instance `#/properties/name`.',
    );
    return;
  }
  const field = fieldAtScope(base, element.scope);
  if (field === undefined) {
    reportNoField(element.scope, base, [...path, 'scope'], report);
    return;
  }
  const detail = element.options?.detail;
  if (detail === undefined) return;
  if (field.items === undefined) {
    report(
      [...path, 'options', 'detail'],
      'Only a list has items to lay out.',
      'Remove `detail`, or point to a field of type `array`.',
    );
  } else {
    checkElement(detail, field.items, [...path, 'options', 'detail'], report);
  }
}

/** A field that no page shows could never be filled in. Without a detail JSON Forms shows all of an object or item. */
function reportNeverShown(field: Field, controls: readonly ControlNode[], path: Path, report: Report): void {
  for (const [name, property] of field.properties ?? []) {
    const within = controls.filter(({ segments }) => segments[0] === name);
    const direct = within.filter(({ segments }) => segments.length === 1);
    const place = [...path, 'properties', name];
    if (within.length === 0) {
      report(place, `No page shows the field \`${name}\`.`, `Add a Control for it to a page, or remove the field.`);
    } else if (direct.length === 0) {
      const inner = within.map((control) => ({ ...control, segments: control.segments.slice(1) }));
      reportNeverShown(property, inner, place, report);
    } else if (property.items !== undefined && direct.every(({ items }) => items.length > 0)) {
      const items = direct.flatMap((control) => control.items);
      reportNeverShown(property.items, items, [...place, 'items'], report);
    }
  }
}
