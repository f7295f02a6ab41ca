import { useId, type ReactElement } from 'react';

interface ChoiceProps {
  label: string;
  value: string;
  /** Values with what they are called. */
  options: readonly (readonly [value: string, name: string])[];
  onChoose: (value: string) => void;
}

/** One of several, from a menu. */
export function Choice({ label, value, options, onChoose }: ChoiceProps): ReactElement {
  const id = useId();
  return (
    <div className="kern-form-input">
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
      <div className="kern-form-input__select-wrapper">
        <select
          id={id}
          className="kern-form-input__select"
          value={value}
          onChange={(event) => onChoose(event.target.value)}
        >
          {options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
