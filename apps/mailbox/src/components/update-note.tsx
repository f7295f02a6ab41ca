import { useSyncExternalStore, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppUpdates } from '../session/app-updates.ts';
import { Button } from './button.tsx';

/** Offers a newer version of the app; nothing happens before the person says so. */
export function UpdateNote({ updates }: { updates: AppUpdates }): ReactElement {
  const { t } = useTranslation();
  const isWaiting = useSyncExternalStore(updates.subscribe, () => updates.isWaiting);
  return (
    <div className="update" role="status">
      {isWaiting && (
        <p className="kern-body">
          {t('update.text')}{' '}
          <Button look="tertiary" onClick={updates.use}>
            {t('update.use')}
          </Button>
        </p>
      )}
    </div>
  );
}
