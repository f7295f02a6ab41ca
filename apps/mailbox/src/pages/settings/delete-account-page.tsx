import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../components/button.tsx';
import { DeleteDataSection } from '../data/delete-data-section.tsx';
import { SettingsFrame } from './settings-frame.tsx';

/** Leaving for good: first the data, then this device. */
export function DeleteAccountPage(): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <SettingsFrame title={t('delete.title')}>
      <p className="kern-body">{t('delete.text')}</p>
      <DeleteDataSection />
      <section className="stack">
        <h2 className="kern-heading-medium">{t('delete.devices')}</h2>
        <p className="kern-body">{t('delete.devicesText')}</p>
        <div className="actions">
          <ButtonLink to="/settings/devices" look="secondary">
            {t('index.devices.title')}
          </ButtonLink>
          <ButtonLink to="/settings/sign-out" look="secondary">
            {t('index.sign-out.title')}
          </ButtonLink>
        </div>
      </section>
    </SettingsFrame>
  );
}
