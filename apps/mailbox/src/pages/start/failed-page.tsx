import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.tsx';

/** The app could not start: try again, or begin anew on this device. */
export function FailedPage({ error }: { error: unknown }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <Page title={t('failed.title')}>
      <ErrorAlert error={error} onRetry={() => void session.restart()} />
      <p className="kern-body">{t('failed.anew')}</p>
      <Button look="tertiary" onClick={() => void session.forgetDevice()}>
        {t('failed.forget')}
      </Button>
    </Page>
  );
}
