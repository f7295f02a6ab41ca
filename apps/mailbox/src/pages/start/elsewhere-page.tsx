import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.tsx';

/** The mailbox is open in another window of this browser; only one of them can work with it. */
export function ElsewherePage({ isSilent }: { isSilent: boolean }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <Page title={t('elsewhere.title')}>
      <p className="kern-body">{t('elsewhere.text')}</p>
      {isSilent && (
        <Alert kind="warning" title={t('elsewhere.silent')} isLive>
          <p>{t('elsewhere.silentText')}</p>
        </Alert>
      )}
      <Button onClick={() => void session.takeOver()}>{t('elsewhere.use')}</Button>
    </Page>
  );
}
