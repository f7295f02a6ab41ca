import type { FoundService } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { LongList } from '../../components/long-list.tsx';
import { textOf } from '../../i18n/text-of.ts';
import { serviceAddress } from './service-address.ts';

interface FoundServicesListProps {
  found: readonly FoundService[];
  /** What was looked for. */
  text: string;
  onAll: () => Promise<void>;
}

/** What was found at a place that is clear; the best first. */
export function FoundServicesList({ found, text, onAll }: FoundServicesListProps): ReactElement {
  const { t } = useTranslation('services');
  if (found.length > 0) {
    return (
      <section aria-labelledby="services-found" className="services-found">
        <h2 className="kern-sr-only" id="services-found">
          {t('find.results')}
        </h2>
        <LongList
          items={found}
          size={20}
          keyOf={({ id }) => id}
          className="services-list"
          itemClassName="kern-card kern-card--hug kern-card--interactive"
          render={(service) => <ServiceCard service={service} />}
        />
      </section>
    );
  }
  if (text.trim() === '') return <Empty title={t('none.hereTitle')}>{t('none.hereText')}</Empty>;
  return (
    <Empty title={t('none.title')}>
      <p>{t('none.text')}</p>
      <Button look="secondary" onClick={() => void onAll()}>
        {t('none.all')}
      </Button>
    </Empty>
  );
}

function ServiceCard({ service }: { service: FoundService }): ReactElement {
  const { t, i18n } = useTranslation('services');
  return (
    <article className="kern-card__container">
      <header className="kern-card__header">
        <p className="kern-preline">{textOf(service.agency.name, i18n.language)}</p>
        <h3 className="kern-title">
          <Link href={serviceAddress(service)} className="kern-link kern-link--stretched">
            {service.title}
          </Link>
        </h3>
      </header>
      <div className="kern-card__body">
        <p className="kern-body">{service.summary}</p>
        <ul className="plain-list services-badges" aria-label={t('applicant.label')}>
          {service.applicant.map((applicant) => (
            <li className="kern-badge kern-badge--info" key={applicant}>
              <span className="kern-label kern-label--small">{t(`applicant.${applicant}`)}</span>
            </li>
          ))}
        </ul>
      </div>
    </article>
  );
}
