import type { DataOverview } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Alert } from '../../components/alert.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { ConnectionsSection } from './connections-section.tsx';
import { DocumentsSection } from './documents-section.tsx';
import { useOverview } from './use-overview.ts';

/** Everything about the person's data at a glance. */
export function OverviewPage(): ReactElement {
  const { t } = useTranslation('data');
  const loaded = useOverview();
  return (
    <Page title={t('title')}>
      <p className="kern-body kern-body--large">{t('intro')}</p>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <ErrorAlert error={loaded.error} onRetry={loaded.reload} />}
      {loaded.state === 'ready' && <Sections overview={loaded.value} />}
    </Page>
  );
}

function Sections({ overview }: { overview: DataOverview }): ReactElement {
  const { t } = useTranslation('data');
  const { requests, move } = overview;
  return (
    <>
      {requests.length > 0 && (
        <Alert kind="info" title={t('requests', { count: requests.length })}>
          <ButtonLink to="/connect/requests">{t('answer')}</ButtonLink>
        </Alert>
      )}
      {move !== null && (
        <Alert kind={move.state === 'failed' ? 'warning' : 'info'} title={t(`store.${move.state}`)}>
          <ButtonLink to="/data/store" look="secondary">
            {t('store.look')}
          </ButtonLink>
        </Alert>
      )}
      <DocumentsSection overview={overview} />
      <ConnectionsSection overview={overview} />
      <section className="stack" aria-labelledby="more">
        <h2 className="kern-heading-medium" id="more">
          {t('more.title')}
        </h2>
        <ul className="plain-list more-links">
          <More to="/data/access" name="access" />
          <More to="/data/export" name="export" />
          <More to="/data/store" name="store" hint={t(`store.providers.${overview.store.provider}`)} />
          <More to="/connect" name="connect" />
        </ul>
      </section>
    </>
  );
}

function More({ to, name, hint }: { to: string; name: string; hint?: string }): ReactElement {
  const { t } = useTranslation('data');
  return (
    <li>
      <Link className="kern-link more-link" href={to}>
        {t(`more.${name}`)}
      </Link>
      <p className="kern-body">{t(`more.${name}Hint`, { now: hint })}</p>
    </li>
  );
}
