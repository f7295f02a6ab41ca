import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Page } from '../../components/page.tsx';

/** A page of the settings, with the way back to all of them. */
export function SettingsFrame({ title, children }: { title: string; children: ReactNode }): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <Page
      title={title}
      above={
        <Link href="/settings" className="kern-link settings-back">
          {t('index.back')}
        </Link>
      }
    >
      {children}
    </Page>
  );
}
