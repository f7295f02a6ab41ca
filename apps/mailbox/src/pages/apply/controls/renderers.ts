import {
  and,
  isControl,
  or,
  rankWith,
  schemaMatches,
  schemaTypeIs,
  uiTypeIs,
  type JsonFormsRendererRegistryEntry,
  type Tester,
} from '@jsonforms/core';
import type { FormSchema } from '@posthorn/service-definition';
import { CheckboxControl } from './checkbox-control.tsx';
import { ChoiceControl } from './choice-control.tsx';
import { ChoicesControl } from './choices-control.tsx';
import { DateControl } from './date-control.tsx';
import { FileControl } from './file-control.tsx';
import { GroupLayout, LabelElement, RowLayout, StackLayout } from './layouts.tsx';
import { ListControl } from './list-control.tsx';
import { NumberControl } from './number-control.tsx';
import { ObjectControl } from './object-control.tsx';
import { TextControl } from './text-control.tsx';

/** The controls of the design standard for all that a form of a service can have; the highest rank wins. */
export const renderers: JsonFormsRendererRegistryEntry[] = [
  { tester: rankWith(1, uiTypeIs('VerticalLayout')), renderer: StackLayout },
  { tester: rankWith(1, uiTypeIs('HorizontalLayout')), renderer: RowLayout },
  { tester: rankWith(1, uiTypeIs('Group')), renderer: GroupLayout },
  { tester: rankWith(1, uiTypeIs('Label')), renderer: LabelElement },
  { tester: rankWith(1, isControl), renderer: TextControl },
  { tester: rankWith(2, control(or(schemaTypeIs('number'), schemaTypeIs('integer')))), renderer: NumberControl },
  { tester: rankWith(2, control(schemaTypeIs('boolean'))), renderer: ChoiceControl },
  { tester: rankWith(2, control(schemaTypeIs('object'))), renderer: ObjectControl },
  { tester: rankWith(2, control(schemaTypeIs('array'))), renderer: ListControl },
  {
    tester: rankWith(
      3,
      field(({ format }) => format === 'date'),
    ),
    renderer: DateControl,
  },
  {
    tester: rankWith(
      3,
      field(({ oneOf }) => isChoice(oneOf)),
    ),
    renderer: ChoiceControl,
  },
  {
    tester: rankWith(
      3,
      field(({ items }) => isChoice(items?.oneOf)),
    ),
    renderer: ChoicesControl,
  },
  { tester: rankWith(3, field(isStatement)), renderer: CheckboxControl },
  {
    tester: rankWith(
      4,
      field((schema) => isFile(schema) || isFile(schema.items ?? {})),
    ),
    renderer: FileControl,
  },
];

function control(tester: Tester): Tester {
  return and(isControl, tester);
}

function field(fits: (schema: FormSchema) => boolean): Tester {
  return control(schemaMatches((schema) => fits(schema as FormSchema)));
}

function isChoice(oneOf: FormSchema['oneOf']): boolean {
  return oneOf !== undefined && oneOf.every((choice) => choice.const !== undefined);
}

/** One that has to be confirmed, or one with an answer already; anything else is a question to be answered with yes or no. */
function isStatement(schema: FormSchema): boolean {
  return schema.type === 'boolean' && (schema.const === true || schema.default !== undefined);
}

function isFile({ format }: FormSchema): boolean {
  return format === 'posthorn-file';
}
