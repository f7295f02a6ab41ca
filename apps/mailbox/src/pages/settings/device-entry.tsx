import type { OwnDevice } from '@posthorn/citizen';
import type { TFunction } from 'i18next';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useDates } from '../../i18n/dates.ts';

interface Props {
  device: OwnDevice;
  isBusy: boolean;
  onSignOut: () => void;
  onVerify: () => void;
}

/** How a device is called; not every app gives itself a name. */
export function titleOf({ name, deviceId }: OwnDevice, t: TFunction<'settings'>): string {
  return name === '' ? t('devices.nameless', { id: deviceId }) : name;
}

/** One device of the list: which it is, whether it may read, when it was last there, and what can be done. */
export function DeviceEntry({ device, isBusy, onSignOut, onVerify }: Props): ReactElement {
  const { t } = useTranslation('settings');
  const dates = useDates();
  const { current, signed, lastSeenAt } = device;
  const shown = titleOf(device, t);
  return (
    <li className="device">
      <p className="kern-title">{shown}</p>
      <p className="device-facts">
        {current && (
          <span className="kern-badge kern-badge--info kern-badge--small">
            <span className="kern-label kern-label--small">{t('devices.current')}</span>
          </span>
        )}
        <span className={`kern-badge kern-badge--${signed ? 'success' : 'warning'} kern-badge--small`}>
          <span className="kern-label kern-label--small">{t(signed ? 'devices.signed' : 'devices.unsigned')}</span>
        </span>
        {lastSeenAt !== null && (
          <span className="kern-body kern-body--small">{t('devices.seen', { date: dates.time(lastSeenAt) })}</span>
        )}
      </p>
      {!current && (
        <div className="actions">
          {!signed && (
            <Button
              look="secondary"
              isBusy={isBusy}
              onClick={onVerify}
              aria-label={t('devices.verifyOf', { name: shown })}
            >
              {t('devices.verify')}
            </Button>
          )}
          <Button
            look="secondary"
            isBusy={isBusy}
            onClick={onSignOut}
            aria-label={t('devices.signOutTitle', { name: shown })}
          >
            {t('devices.signOut')}
          </Button>
        </div>
      )}
    </li>
  );
}
