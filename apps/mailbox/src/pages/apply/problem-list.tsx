import type { AnswerProblem } from '@posthorn/service-definition';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useApplication } from './application-context.tsx';
import { titleAt } from './field-order.ts';
import { fieldId } from './controls/use-field.ts';

interface ProblemListProps {
  problems: readonly AnswerProblem[];
  /** Grows each time the person wants to go on and cannot: then the list takes the focus. */
  attempt: number;
  onChoose: (problem: AnswerProblem) => void;
}

/** All that stands in the way, each with a way to its field. */
export function ProblemList({ problems, attempt, onChoose }: ProblemListProps): ReactElement {
  const { t } = useTranslation('apply');
  const { form } = useApplication();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (attempt > 0) box.current?.focus();
  }, [attempt]);
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-labelledby="apply-problems"
      className="kern-alert kern-alert--danger apply-problems"
    >
      <div className="kern-alert__header">
        <span className="kern-icon kern-icon--danger" aria-hidden="true" />
        <h2 className="kern-title" id="apply-problems">
          {t('problems.title', { count: problems.length })}
        </h2>
      </div>
      <ul className="kern-alert__body">
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.path}`}>
            <a
              className="kern-link"
              href={`#${fieldId(problem.path)}`}
              onClick={(event) => {
                event.preventDefault();
                onChoose(problem);
              }}
            >
              {problem.path === '' ? problem.message : `${titleAt(form.schema, problem.path)}: ${problem.message}`}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts the focus on the field at a place, or on what it is in. */
export function focusField(pointer: string): void {
  for (let place = pointer; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    const element = document.getElementById(fieldId(place));
    if (element === null) continue;
    const target = element.matches('input, select, textarea')
      ? element
      : element.querySelector<HTMLElement>('input, select, textarea, button');
    target?.focus();
    return;
  }
}
