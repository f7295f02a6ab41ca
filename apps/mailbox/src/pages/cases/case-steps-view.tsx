import type { Case } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';
import { stepsOf } from './case-steps.ts';
import { useService } from './use-service.ts';

/** The way of a case from submission to its end. Without the service's own steps, as offline, with the general ones. */
export function CaseStepsView({ matter }: { matter: Case }): ReactElement | null {
  const { t, i18n } = useTranslation('cases');
  const dates = useDates();
  const loaded = useService(matter);
  const definition = loaded.state === 'ready' ? loaded.value?.definition : undefined;
  const steps = stepsOf(matter, definition?.steps ?? []);
  if (steps.length === 0) return null;
  return (
    <ol className="steps" aria-label={t('steps.label')}>
      {steps.map(({ id, title, state, at }) => (
        <li key={id} className={`step step--${state}`} aria-current={state === 'current' ? 'step' : undefined}>
          <span className="step-title kern-body">
            {title === null ? t(`status.${id}`) : textOf(title, i18n.language)}
          </span>
          <span className="step-state kern-body--small">
            {t(`steps.${state}`)}
            {at !== null && state !== 'to-come' && (
              <>
                {', '}
                <time dateTime={at}>{dates.day(at)}</time>
              </>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
