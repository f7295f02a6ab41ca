import { useId, type ReactElement } from 'react';

interface CheckboxProps {
  label: string;
  isChecked: boolean;
  /** What is wrong; empty if nothing is. */
  problem?: string;
  onCheck: (isChecked: boolean) => void;
}

/** One thing to agree to. */
export function Checkbox({ label, isChecked, problem = '', onCheck }: CheckboxProps): ReactElement {
  const id = useId();
  return (
    <div className={`kern-form-check ${problem === '' ? '' : 'kern-form-check--error'}`}>
      <input
        id={id}
        type="checkbox"
        className={`kern-form-check__checkbox ${problem === '' ? '' : 'kern-form-check__checkbox--error'}`}
        checked={isChecked}
        aria-invalid={problem !== '' || undefined}
        aria-describedby={problem === '' ? undefined : `${id}-problem`}
        onChange={(event) => onCheck(event.target.checked)}
      />
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      {problem !== '' && (
        <p className="kern-error" id={`${id}-problem`} role="alert">
          <span className="kern-icon kern-icon--danger" aria-hidden="true" />
          <span className="kern-body">{problem}</span>
        </p>
      )}
    </div>
  );
}
