import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import type { Loaded } from '../../session/use-live.ts';

/** A case that is not on this device: it may still come, or the address is wrong. */
export function MissingCase({ caughtUp }: { caughtUp: Loaded<void> }): ReactElement {
  const { t } = useTranslation('cases');
  return (
    <Page title={t('missing.title')}>
      {caughtUp.state === 'loading' && <Loading text={t('missing.loading')} />}
      {caughtUp.state === 'failed' && <ErrorAlert error={caughtUp.error} onRetry={caughtUp.reload} />}
      {caughtUp.state === 'ready' && (
        <Alert kind="warning" title={t('missing.unknown')} isLive>
          {t('missing.mend')}
        </Alert>
      )}
      <ButtonLink to="/cases" look="secondary">
        {t('toList')}
      </ButtonLink>
    </Page>
  );
}
