import type { Json, LocalizedText } from '@posthorn/protocol';

import type { FormSchema } from './form-schema.ts';

/** A condition of JSON Forms: on one field, or on several with `AND` and `OR`. */
export interface UiCondition {
  type?: 'AND' | 'OR' | 'LEAF';
  conditions?: UiCondition[];
  /** Inside a repeatable group relative to the item, else to the answers. */
  scope?: string;
  schema?: FormSchema;
  expectedValue?: Json;
  failWhenUndefined?: boolean;
}

/** When an element is shown or can be filled in. */
export interface UiRule {
  effect: 'SHOW' | 'HIDE' | 'ENABLE' | 'DISABLE';
  condition: UiCondition;
}

/** Options of an element: `detail` lays out the items of a repeatable group; the rest is for the renderer. */
export interface UiOptions {
  detail?: UiElement;
  [option: string]: unknown;
}

/** An element of a JSON Forms UI schema, with texts in several languages (`x-label`, `x-text`). */
export interface UiElement {
  type: 'VerticalLayout' | 'HorizontalLayout' | 'Group' | 'Control' | 'Label';
  scope?: string;
  elements?: UiElement[];
  rule?: UiRule;
  options?: UiOptions;
  label?: string | boolean;
  text?: string;
  'x-label'?: LocalizedText;
  'x-text'?: LocalizedText;
}
