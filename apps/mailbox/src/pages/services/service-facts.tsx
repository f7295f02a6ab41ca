import type { Service } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';

/** The most important things at a glance. */
export function ServiceFacts({ service }: { service: Service }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const applicants = service.definition.applicant.map((applicant) => t(`applicant.who.${applicant}`));
  const facts = [
    ['agency', textOf(service.agency.name, i18n.language)],
    ['applicant', new Intl.ListFormat(localeOf(i18n.language)).format(applicants)],
    ['fee', service.fee],
    ['effort', t('service.pages', { count: service.form.pages.length })],
  ] as const;
  return (
    <dl className="kern-description-list services-facts">
      {facts.map(([name, value]) => (
        <div className="kern-description-list-item" key={name}>
          <dt className="kern-description-list-item__key">{t(`service.facts.${name}`)}</dt>
          <dd className="kern-description-list-item__value">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
