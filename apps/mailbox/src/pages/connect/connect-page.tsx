import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Page } from '../../components/page.tsx';
import { FindCode } from './find-code.tsx';
import { LoginRequestView } from './login-request-view.tsx';
import { useConnectLink } from './use-connect-link.ts';

/** Signs in at a service's page: finds its code, shows what it says, and answers. */
export function ConnectPage(): ReactElement {
  const { t } = useTranslation('connect');
  const [link, setLink] = useConnectLink();
  return (
    <Page title={t('title')}>
      {link === null ? (
        <>
          <p className="kern-body kern-body--large">{t('intro')}</p>
          <FindCode onLink={setLink} />
          <p className="kern-body">
            <Link className="kern-link" href="/connect/requests">
              {t('toRequests')}
            </Link>
          </p>
        </>
      ) : (
        <LoginRequestView key={link} link={link} onAnother={() => setLink(null)} />
      )}
    </Page>
  );
}
