import type { ConnectionView, DataOverview } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { LongList } from '../../components/long-list.tsx';
import { useDates } from '../../i18n/dates.ts';

/** The services that the person is connected with. */
export function ConnectionsSection({ overview }: { overview: DataOverview }): ReactElement {
  const { t } = useTranslation('data');
  return (
    <section className="stack" aria-labelledby="connections">
      <h2 className="kern-heading-medium" id="connections">
        {t('connections.title')}
      </h2>
      {overview.connections.length === 0 ? (
        <Empty title={t('connections.none')}>
          <p>{t('connections.noneHint')}</p>
          <ButtonLink to="/connect" look="secondary">
            {t('connections.connect')}
          </ButtonLink>
        </Empty>
      ) : (
        <LongList
          items={overview.connections}
          size={10}
          className="cards"
          keyOf={({ id }) => id}
          render={(connection) => <ConnectionCard connection={connection} />}
        />
      )}
    </section>
  );
}

function ConnectionCard({ connection }: { connection: ConnectionView }): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const { service, since, permissions } = connection;
  const active = permissions.filter(({ state }) => state === 'active').length;
  return (
    <article className="kern-card kern-card--hug">
      <div className="kern-card__container">
        <h3 className="kern-title">
          <Link className="kern-link card-link" href={`/data/connections/${encodeURIComponent(service.id)}`}>
            {service.name}
          </Link>
        </h3>
        <p className="kern-body">
          {t('connections.since', { day: dates.day(since) })} · {t('connections.active', { count: active })}
        </p>
      </div>
    </article>
  );
}
