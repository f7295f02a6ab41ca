import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { FormSchema } from '@posthorn/service-definition';
import type { ComponentType, InputHTMLAttributes, ReactElement } from 'react';
import { FieldFrame } from './field-frame.tsx';
import { describedBy } from './field-notes.tsx';
import { useField } from './use-field.ts';

/** A line of text, or several with the option `multi`. */
function TextField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled, uischema } = props;
  const field = useField(path);
  if (!visible) return null;
  const schema = props.schema as FormSchema;
  const isLong = uischema.options?.['multi'] === true;
  const shared = {
    id: field.id,
    className: `kern-form-input__input ${field.problem === '' ? '' : 'kern-form-input__input--error'}`,
    value: typeof field.value === 'string' ? field.value : '',
    disabled: !enabled,
    'aria-invalid': field.problem !== '' || undefined,
    'aria-describedby': describedBy(field, description),
    'aria-required': required || undefined,
    onBlur: field.touch,
  };
  return (
    <FieldFrame field={field} label={label} hint={description} isRequired={required}>
      {isLong ? (
        <textarea {...shared} rows={5} onChange={(event) => field.change(event.target.value)} />
      ) : (
        <input type="text" {...shared} {...kindOf(schema)} onChange={(event) => field.change(event.target.value)} />
      )}
    </FieldFrame>
  );
}

const fillersByPointer: Record<string, string> = {
  '/firstName': 'given-name',
  '/lastName': 'family-name',
  '/address/street': 'address-line1',
  '/address/postcode': 'postal-code',
  '/address/town': 'address-level2',
};

/** What keyboard the device should show, and what the browser may fill in (WCAG 1.3.5). */
function kindOf(schema: FormSchema): InputHTMLAttributes<HTMLInputElement> {
  if (schema.format === 'email') return { type: 'email', autoComplete: 'email' };
  if (schema.format === 'uri') return { type: 'url' };
  const data = schema['x-data'];
  const filler = data?.area === 'residence' ? fillersByPointer[data.pointer] : undefined;
  const isDigits = /^\^\[0-9\](\{|\+|\*)/.test(schema.pattern ?? '');
  return {
    ...(filler === undefined ? {} : { autoComplete: filler }),
    ...(isDigits ? { inputMode: 'numeric' as const } : {}),
    ...(schema.format === 'iban' ? { spellCheck: false, autoCapitalize: 'characters' } : {}),
  };
}

export const TextControl: ComponentType = withJsonFormsControlProps(TextField) as ComponentType;
