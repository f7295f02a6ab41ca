import type { FocusEvent, ReactElement, ReactNode } from 'react';
import { FieldNotes, Hint, OptionalMark } from './field-notes.tsx';
import type { FieldView } from './use-field.ts';

interface FieldFrameProps {
  field: FieldView;
  label: string;
  hint: string | undefined;
  isRequired: boolean;
  /** The input; it has the field's id. */
  children: ReactNode;
}

/** What stands around one input: its label, its hint, what is wrong, and where the answer came from. */
export function FieldFrame({ field, label, hint, isRequired, children }: FieldFrameProps): ReactElement {
  return (
    <div className={`kern-form-input ${field.problem === '' ? '' : 'kern-form-input--error'}`}>
      <label className="kern-label" htmlFor={field.id}>
        {label}
        <OptionalMark isRequired={isRequired} />
      </label>
      <Hint id={field.id} text={hint} />
      {children}
      <FieldNotes field={field} />
    </div>
  );
}

/** For the inputs of a `FieldsetFrame`: the field is left when the focus goes to something outside. */
export function leavesFieldset(event: FocusEvent<HTMLElement>): boolean {
  return event.currentTarget.closest('fieldset')?.contains(event.relatedTarget) !== true;
}

/** What stands around several inputs that are one field together. Its id is that of the field. */
export function FieldsetFrame({
  field,
  label,
  hint,
  isRequired,
  isRow = false,
  children,
}: FieldFrameProps & { isRow?: boolean }): ReactElement {
  return (
    <fieldset
      id={field.id}
      className={`kern-fieldset ${field.problem === '' ? '' : 'kern-fieldset--error'}`}
      aria-describedby={`${field.id}-hint ${field.id}-problem ${field.id}-source`}
    >
      <legend className="kern-label">
        {label}
        <OptionalMark isRequired={isRequired} />
      </legend>
      <Hint id={field.id} text={hint} />
      <div className={`kern-fieldset__body ${isRow ? 'kern-fieldset__body--horizontal' : 'apply-choices'}`}>
        {children}
      </div>
      <FieldNotes field={field} />
    </fieldset>
  );
}
