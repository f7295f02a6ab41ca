import { useId, type InputHTMLAttributes, type ReactElement } from 'react';

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  label: string;
  hint?: string;
  /** What is wrong with the text; empty if nothing is. */
  problem?: string;
  onText: (text: string) => void;
}

/** A field for a line of text with its label, its hint and what is wrong with it. */
export function TextField({ label, hint, problem = '', onText, ...more }: TextFieldProps): ReactElement {
  const own = useId();
  const id = more.id ?? own;
  const described = [hint !== undefined && `${id}-hint`, problem !== '' && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className={`kern-form-input ${problem === '' ? '' : 'kern-form-input--error'}`}>
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      {hint !== undefined && (
        <div className="kern-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
      <input
        type="text"
        {...more}
        id={id}
        className={`kern-form-input__input ${problem === '' ? '' : 'kern-form-input__input--error'}`}
        aria-invalid={problem !== '' || undefined}
        aria-describedby={described || undefined}
        onChange={(event) => onText(event.target.value)}
      />
      {problem !== '' && (
        <p className="kern-error" id={`${id}-problem`}>
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{problem}</span>
        </p>
      )}
    </div>
  );
}
