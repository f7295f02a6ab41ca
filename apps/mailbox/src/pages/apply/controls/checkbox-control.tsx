import type { ControlProps } from '@jsonforms/core';
import { withJsonFormsControlProps } from '@jsonforms/react';
import type { ComponentType, ReactElement } from 'react';
import { describedBy, FieldNotes, Hint } from './field-notes.tsx';
import { useField } from './use-field.ts';

/** A statement to confirm, or one that holds or not as long as nobody says otherwise. */
function CheckboxField(props: ControlProps): ReactElement | null {
  const { path, label, description, required = false, visible, enabled, schema } = props;
  const field = useField(path);
  if (!visible) return null;
  const isWrong = field.problem !== '';
  return (
    <div className="apply-checkbox">
      <div className={`kern-form-check ${isWrong ? 'kern-form-check--error' : ''}`}>
        <input
          type="checkbox"
          id={field.id}
          className={`kern-form-check__checkbox ${isWrong ? 'kern-form-check__checkbox--error' : ''}`}
          checked={field.value === true}
          disabled={!enabled}
          aria-invalid={isWrong || undefined}
          aria-describedby={describedBy(field, description)}
          aria-required={(required && schema.const === true) || undefined}
          onChange={(event) => field.change(event.target.checked || (schema.const === true ? undefined : false))}
          onBlur={field.touch}
        />
        <label className="kern-label" htmlFor={field.id}>
          {label}
        </label>
      </div>
      <Hint id={field.id} text={description} />
      <FieldNotes field={field} />
    </div>
  );
}

export const CheckboxControl: ComponentType = withJsonFormsControlProps(CheckboxField) as ComponentType;
