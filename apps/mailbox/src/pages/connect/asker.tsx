import type { LoginRequest, ServiceView } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../components/permission-terms.tsx';
import { useDates } from '../../i18n/dates.ts';

interface AskerProps {
  service: ServiceView;
  kind: LoginRequest['kind'];
  until: Date;
}

/** Who asks, by the operator's records. The service's icon is not loaded: that would tell the service that somebody looks. */
export function Asker({ service, kind, until }: AskerProps): ReactElement {
  const { t } = useTranslation('connect');
  const dates = useDates();
  return (
    <section className="kern-card kern-card--hug asker" aria-labelledby="asker">
      <div className="kern-card__container">
        <header className="kern-card__header">
          <p className="kern-preline">{t('asker.preline')}</p>
          <h2 className="kern-title kern-title--large" id="asker">
            {t(`asker.${kind}`, { service: service.name })}
          </h2>
        </header>
        <dl className="kern-description-list">
          {service.description !== '' && service.description !== service.name && (
            <Fact name={t('asker.about')}>{service.description}</Fact>
          )}
          <Fact name={t('asker.id')}>{service.id}</Fact>
          <Fact name={t('asker.until')}>{dates.time(until)}</Fact>
        </dl>
        <p className="kern-body">{t(`asker.means.${kind}`)}</p>
      </div>
    </section>
  );
}
