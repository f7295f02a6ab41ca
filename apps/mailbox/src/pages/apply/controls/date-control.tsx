import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { Json } from '@posthorn/protocol';
import type { ComponentType, ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldsetFrame, leavesFieldset } from './field-frame.tsx';
import { useField } from './use-field.ts';
import { useOwnText } from './use-own-text.ts';

interface DateParts {
  day: string;
  month: string;
  year: string;
}

const parts = ['day', 'month', 'year'] as const;

/** A day in three small fields: easier to type than a calendar is to handle, for dates that one knows. */
function DateField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled } = props;
  const { t } = useTranslation('apply');
  const field = useField(path);
  const [written, type] = useOwnText(field.value, writeDate, readDate, field.change);
  if (!visible) return null;
  const inputClass = `kern-form-input__input ${field.problem === '' ? '' : 'kern-form-input__input--error'}`;
  return (
    <FieldsetFrame field={field} label={label} hint={description} isRequired={required} isRow>
      {parts.map((part) => (
        <div key={part} className="kern-form-input apply-date-part">
          <label className="kern-label" htmlFor={`${field.id}-${part}`}>
            {t(`date.${part}`)}
          </label>
          <input
            type="text"
            inputMode="numeric"
            autoComplete="off"
            id={`${field.id}-${part}`}
            className={`${inputClass} kern-form-input__input--width-${part === 'year' ? 4 : 2}`}
            maxLength={part === 'year' ? 4 : 2}
            value={written[part]}
            disabled={!enabled}
            aria-invalid={field.problem !== '' || undefined}
            aria-required={required || undefined}
            onBlur={(event) => {
              if (leavesFieldset(event)) field.touch();
            }}
            onChange={(event) => type({ ...written, [part]: event.target.value.trim() })}
          />
        </div>
      ))}
    </FieldsetFrame>
  );
}

function writeDate(value: Json | undefined): DateParts {
  const [year = '', month = '', day = ''] = typeof value === 'string' ? value.split('-') : [];
  return { day, month, year };
}

/** A whole date as ISO 8601 has it; what is not whole yet stays as it was written, and is no date. */
function readDate({ day, month, year }: DateParts): Json | undefined {
  if (day === '' && month === '' && year === '') return undefined;
  if (day === '' || month === '' || year === '') return `${year}-${month}-${day}`;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

export const DateControl: ComponentType = withJsonFormsControlProps(DateField) as ComponentType;
