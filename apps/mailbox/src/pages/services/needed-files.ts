import type { FileRule, FormSchema, LocalizedForm, UiElement } from '@posthorn/service-definition';
import { fieldAt } from './fee-lines.ts';

/** A file that the form asks for. */
export interface NeededFile {
  /** In the person's language. */
  title: string;
  rule: FileRule;
  /** False: only for certain answers, or if the person wants to. */
  isAlways: boolean;
}

/** The files that an application may need, in the order of the form; each title once. */
export function neededFiles({ pages, schema }: Pick<LocalizedForm, 'pages' | 'schema'>): NeededFile[] {
  const files = pages.flatMap((page) => filesWithin(page.ui, schema, page.rule === undefined));
  const byTitle = new Map<string, NeededFile>();
  for (const file of files) {
    const known = byTitle.get(file.title);
    byTitle.set(file.title, { ...file, isAlways: file.isAlways || known?.isAlways === true });
  }
  return [...byTitle.values()];
}

/** @param isAlways whether all that surrounds the element is shown in any case */
function filesWithin(element: UiElement, schema: FormSchema, isAlways: boolean): NeededFile[] {
  const isShown = isAlways && element.rule === undefined;
  if (element.type !== 'Control') {
    return (element.elements ?? []).flatMap((child) => filesWithin(child, schema, isShown));
  }
  const scope = element.scope ?? '#';
  const field = fieldAt(schema, scope) ?? {};
  const { items, title = '' } = field;
  const { detail } = element.options ?? {};
  // Entries of a list are the person's choice.
  if (items !== undefined && detail !== undefined) return filesWithin(detail, items, false);
  const rule = field['x-file'] ?? items?.['x-file'];
  if (rule === undefined) return [];
  const label = typeof element.label === 'string' ? element.label : title;
  return [{ title: label, rule, isAlways: isShown && isRequired(schema, scope) }];
}

/** Whether an answer is due at this place and at all places above it. */
function isRequired(schema: FormSchema, scope: string): boolean {
  const end = scope.lastIndexOf('/properties/');
  if (end < 0) return true;
  const parent = scope.slice(0, end);
  const isHere = fieldAt(schema, parent)?.required?.includes(scope.slice(end + '/properties/'.length)) === true;
  return isHere && isRequired(schema, parent);
}
