import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from './alert.tsx';
import { Button } from './button.tsx';
import { Loading } from './loading.tsx';
import { useCamera } from './qr-scanner-camera.ts';

interface QrScannerProps {
  /** Called once, with what the code says. */
  onCode: (text: string) => void;
  onClose: () => void;
}

/** Shows what the camera sees until it sees a QR code. Nothing is recorded, and no picture leaves the device. */
export function QrScanner({ onCode, onClose }: QrScannerProps): ReactElement {
  const { t } = useTranslation('connect');
  const { video, state } = useCamera(onCode);
  const isOn = state === 'starting' || state === 'looking';
  return (
    <div className="scanner">
      {isOn && (
        <div className="scanner-picture">
          <video ref={video} muted playsInline aria-label={t('camera.picture')} />
          {state === 'looking' && <span className="scanner-frame" aria-hidden="true" />}
        </div>
      )}
      {state === 'starting' && <Loading text={t('camera.starting')} />}
      {state === 'looking' && (
        <p className="kern-body" role="status">
          {t('camera.looking')}
        </p>
      )}
      {!isOn && (
        <Alert kind="warning" title={t(`camera.${state}.title`)} isLive>
          <p>{t(`camera.${state}.mend`)}</p>
        </Alert>
      )}
      <Button look="secondary" onClick={onClose}>
        {t(isOn ? 'camera.close' : 'camera.otherWay')}
      </Button>
    </div>
  );
}
