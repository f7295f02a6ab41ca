import type { DataOverview } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { StoreForm } from './store-form.tsx';
import { useMove } from './use-move.ts';
import { useOverview } from './use-overview.ts';

/** Where the sealed data lies, and how to move it. */
export function StorePage(): ReactElement {
  const { t } = useTranslation('data');
  const loaded = useOverview();
  return (
    <Page title={t('store.title')} above={t('title')}>
      <p className="kern-body kern-body--large">{t('store.intro')}</p>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <ErrorAlert error={loaded.error} onRetry={loaded.reload} />}
      {loaded.state === 'ready' && <Store overview={loaded.value} onEnd={loaded.reload} />}
      <ButtonLink to="/data" look="tertiary">
        {t('back')}
      </ButtonLink>
    </Page>
  );
}

function Store({ overview, onEnd }: { overview: DataOverview; onEnd: () => void }): ReactElement {
  const { t } = useTranslation('data');
  const { store, move: known } = overview;
  const { progress, moved, action } = useMove(known?.state === 'moving', onEnd);
  const { done, total } = progress ?? { done: 0, total: 0 };
  const isFailed = known?.state === 'failed' && !action.isRunning;
  return (
    <>
      <p className="kern-body">{t('store.now', { provider: t(`store.providers.${store.provider}`) })}</p>
      <div role="status">
        {action.isRunning && (
          <div className="kern-progress">
            <label className="kern-label" htmlFor="moving">
              {t('store.progress', { done, total })}
            </label>
            <progress id="moving" {...(total > 0 && { value: done, max: total })} />
          </div>
        )}
        {moved > 0 && !action.isRunning && action.error === null && (
          <Alert kind="success" title={t('store.moved')}>
            <p>{t('store.movedText', { provider: t(`store.providers.${store.provider}`) })}</p>
          </Alert>
        )}
      </div>
      {action.error !== null && <ErrorAlert error={action.error} />}
      {isFailed && action.error === null && <ErrorAlert error={{ code: known.code ?? 'store-unreachable' }} />}
      <StoreForm key={moved} current={store.provider} action={action} />
    </>
  );
}
