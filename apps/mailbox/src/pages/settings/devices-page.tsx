import type { OwnDevice } from '@posthorn/citizen';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { useEidConfirmation } from '../../session/eid-confirmation.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { DeviceEntry, titleOf } from './device-entry.tsx';
import { SettingsFrame } from './settings-frame.tsx';

/** Where the person is signed in: sign out what is lost, let another app in. */
export function DevicesPage(): ReactElement {
  const { t } = useTranslation('settings');
  const person = usePerson();
  const devices = useLoaded(() => person.devices(), [person]);
  const { reload } = devices;
  useEffect(
    () =>
      person.onVerification(({ state }) => {
        if (state === 'done') reload();
      }),
    [person, reload],
  );
  const { authorise, dialog } = useEidConfirmation();
  const [lost, setLost] = useState<OwnDevice | null>(null);
  const [gone, setGone] = useState('');
  const signingOut = useAction(async (device: OwnDevice) => {
    setLost(null);
    setGone('');
    await person.signOutDevice(device.deviceId, { authorise });
    setGone(titleOf(device, t));
    reload();
  });
  const verifying = useAction((device: OwnDevice) => person.verifyDevice(device.deviceId));
  return (
    <SettingsFrame title={t('devices.title')}>
      <p className="kern-body">{t('devices.text')}</p>
      {gone !== '' && <Alert kind="success" title={t('devices.gone', { name: gone })} takesFocus />}
      {signingOut.error !== null && <ErrorAlert error={signingOut.error} />}
      {verifying.error !== null && <ErrorAlert error={verifying.error} />}
      {devices.state === 'loading' && <Loading />}
      {devices.state === 'failed' && <ErrorAlert error={devices.error} onRetry={devices.reload} />}
      {devices.state === 'ready' && (
        <ul className="device-list">
          {inOrder(devices.value).map((device) => (
            <DeviceEntry
              key={device.deviceId}
              device={device}
              isBusy={signingOut.isRunning || verifying.isRunning}
              onSignOut={() => setLost(device)}
              onVerify={() => void verifying.run(device)}
            />
          ))}
        </ul>
      )}
      <Button look="tertiary" onClick={devices.reload}>
        {t('devices.reload')}
      </Button>
      <section className="settings-section">
        <h2 className="kern-heading-small">{t('devices.otherTitle')}</h2>
        <p className="kern-body">{t('devices.otherText')}</p>
      </section>
      {lost !== null && (
        <ConfirmDialog
          title={t('devices.signOutTitle', { name: titleOf(lost, t) })}
          deed={t('devices.signOutConfirm')}
          keep={t('common:cancel')}
          action={{ ...signingOut, run: () => signingOut.run(lost) }}
          onClose={() => setLost(null)}
        >
          <p className="kern-body">{t('devices.signOutText')}</p>
        </ConfirmDialog>
      )}
      {dialog}
    </SettingsFrame>
  );
}

/** This device first, then the others by when they were seen last. */
function inOrder(devices: readonly OwnDevice[]): OwnDevice[] {
  const rank = ({ current, lastSeenAt }: OwnDevice): string => `${current ? 1 : 0}${lastSeenAt ?? ''}`;
  return devices.toSorted((a, b) => rank(b).localeCompare(rank(a)));
}
