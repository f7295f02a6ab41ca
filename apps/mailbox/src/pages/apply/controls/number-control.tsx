import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { Json } from '@posthorn/protocol';
import type { ComponentType, ReactElement } from 'react';
import { localeOf } from '../../../i18n/dates.ts';
import { useApplication } from '../application-context.tsx';
import { FieldFrame } from './field-frame.tsx';
import { describedBy } from './field-notes.tsx';
import { useField } from './use-field.ts';
import { useOwnText } from './use-own-text.ts';

/** A number, written as in the language: `1.234,5` or `1,234.5`. */
function NumberField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled, schema } = props;
  const field = useField(path);
  const { language } = useApplication();
  const [text, type] = useOwnText(
    field.value,
    (value) => writeNumber(value, language),
    (written) => readNumber(written, language),
    field.change,
  );
  if (!visible) return null;
  return (
    <FieldFrame field={field} label={label} hint={description} isRequired={required}>
      <input
        type="text"
        inputMode={schema.type === 'integer' ? 'numeric' : 'decimal'}
        autoComplete="off"
        id={field.id}
        className={`kern-form-input__input apply-number ${field.problem === '' ? '' : 'kern-form-input__input--error'}`}
        value={text}
        disabled={!enabled}
        aria-invalid={field.problem !== '' || undefined}
        aria-describedby={describedBy(field, description)}
        aria-required={required || undefined}
        onChange={(event) => type(event.target.value)}
        onBlur={field.touch}
      />
    </FieldFrame>
  );
}

function writeNumber(value: Json | undefined, language: string): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return '';
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 10, useGrouping: false }).format(value);
}

/** What is no number stays as it was written, so that it can be corrected. */
function readNumber(text: string, language: string): Json | undefined {
  const plain = text.replaceAll(/\s/g, '');
  if (plain === '') return undefined;
  const [group, point] = language === 'de' ? ['.', ','] : [',', '.'];
  const number = Number(plain.replaceAll(group, '').replace(point, '.'));
  return Number.isFinite(number) ? number : text;
}

export const NumberControl: ComponentType = withJsonFormsControlProps(NumberField) as ComponentType;
