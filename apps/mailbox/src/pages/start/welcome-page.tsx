import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.tsx';

/** The first page: what this is, and the way in. */
export function WelcomePage(): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const points = t('welcome.points', { returnObjects: true }) as string[];
  return (
    <Page title={t('welcome.title')}>
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
