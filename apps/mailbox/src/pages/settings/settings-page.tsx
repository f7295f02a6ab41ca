import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Page } from '../../components/page.tsx';

const parts = ['language', 'notifications', 'devices', 'recovery', 'sign-out', 'delete'] as const;

/** All that can be set, each with a sentence that says what it is for. */
export function SettingsPage(): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <Page title={t('index.title')}>
      <ul className="settings-list">
        {parts.map((part) => (
          <li key={part} className="settings-entry">
            <Link href={`/settings/${part}`} className="kern-link settings-link">
              {t(`index.${part}.title`)}
            </Link>
            <p className="kern-body kern-body--small">{t(`index.${part}.text`)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
