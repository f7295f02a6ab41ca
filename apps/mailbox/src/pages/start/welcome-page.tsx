import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.tsx';

/** The first page: what this is, and the way in. `isStillListed`: somebody has just signed out, and the homeserver does not know. */
export function WelcomePage({ isStillListed }: { isStillListed: boolean }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const points = t('welcome.points', { returnObjects: true }) as string[];
  return (
    <Page title={t('welcome.title')}>
      {isStillListed && (
        <Alert kind="warning" title={t('stillListed.title')} isLive>
          <p>{t('stillListed.text')}</p>
        </Alert>
      )}
      <p className="kern-body kern-body--large">{t('welcome.text')}</p>
      <ul className="kern-list kern-list--bullet">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <Button onClick={() => void session.signIn()}>{t('welcome.signIn')}</Button>
      <p className="kern-body kern-body--small">{t('welcome.hint')}</p>
    </Page>
  );
}
