import type { Service } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../i18n/text-of.ts';
import { durationText } from './duration-text.ts';

/** What happens with what the person writes. */
export function DataSection({ service }: { service: Service }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const agency = textOf(service.agency.name, i18n.language);
  const duration = durationText(service.definition.retention, i18n.language);
  return (
    <section className="services-section">
      <h2 className="kern-heading-medium">{t('data.title')}</h2>
      <ul className="kern-list kern-list--bullet">
        <li>{t('data.encrypted')}</li>
        <li>{t('data.readers', { agency })}</li>
        <li>{t('data.retention', { agency, duration })}</li>
        <li>{t('data.draft')}</li>
        <li>{t('data.reuse')}</li>
      </ul>
    </section>
  );
}
