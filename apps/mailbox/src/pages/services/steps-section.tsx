import type { Service } from '@posthorn/citizen';
import type { CaseStatus, Step } from '@posthorn/service-definition';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';

const results: readonly CaseStatus[] = ['decided', 'rejected'];
const onTheWay: readonly CaseStatus[] = ['received', 'in-progress', 'action-required'];

/** How it goes on: from the form to the decision. */
export function StepsSection({ service }: { service: Service }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const { pages } = service.form;
  const { steps } = service.definition;
  const ends = steps.filter(({ status }) => results.includes(status));
  return (
    <section className="services-section">
      <h2 className="kern-heading-medium">{t('steps.title')}</h2>
      <ol className="kern-list kern-list--number">
        <li>
          {t('steps.fill', { count: pages.length })}
          <ul className="kern-list kern-list--bullet">
            {pages.map(({ id, title }) => (
              <li key={id}>{title}</li>
            ))}
          </ul>
        </li>
        <li>{t('steps.send')}</li>
        <li>{t('steps.receipt')}</li>
        {steps
          .filter(({ status }) => onTheWay.includes(status))
          .map((step) => (
            <li key={step.id}>
              <StepTitle step={step} />
            </li>
          ))}
        {ends.length > 0 && <li>{t('steps.result', { results: oneOf(ends, i18n.language) })}</li>}
      </ol>
    </section>
  );
}

function StepTitle({ step }: { step: Step }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const title = textOf(step.title, i18n.language);
  return <>{step.status === 'action-required' ? t('steps.ifNeeded', { title }) : title}</>;
}

/** `„Steuerbescheid und Hundemarke“ oder „Anmeldung abgelehnt“` */
function oneOf(steps: readonly Step[], language: string): string {
  const [open, close] = language.startsWith('en') ? ['“', '”'] : ['„', '“'];
  const titles = steps.map(({ title }) => `${open}${textOf(title, language)}${close}`);
  return new Intl.ListFormat(localeOf(language), { type: 'disjunction' }).format(titles);
}
