import type { ReactElement } from 'react';
import { leavesFieldset } from './field-frame.tsx';

interface ChoiceProps {
  id: string;
  kind: 'radio' | 'checkbox';
  /** Radio buttons of the same name belong together. */
  name: string;
  label: string;
  isChosen: boolean;
  isDisabled: boolean;
  isWrong: boolean;
  onChoose: (isChosen: boolean) => void;
  /** The focus has left all choices of the field. */
  onLeave: () => void;
}

/** A radio button or a checkbox with its text. */
export function Choice(props: ChoiceProps): ReactElement {
  const { id, kind, name, label, isChosen, isDisabled, isWrong, onChoose, onLeave } = props;
  return (
    <div className="kern-form-check">
      <input
        type={kind}
        id={id}
        name={name}
        className={`kern-form-check__${kind} ${isWrong ? `kern-form-check__${kind}--error` : ''}`}
        checked={isChosen}
        disabled={isDisabled}
        onChange={(event) => onChoose(event.target.checked)}
        onBlur={(event) => {
          if (leavesFieldset(event)) onLeave();
        }}
      />
      <label className="kern-label" htmlFor={id}>
        {label}
      </label>
    </div>
  );
}
