import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';

/** There is no page at this address. */
export function NotFoundPage(): ReactElement {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <p className="kern-body">{t('notFound.text')}</p>
      <ButtonLink to="/">{t('places.home')}</ButtonLink>
    </Page>
  );
}
