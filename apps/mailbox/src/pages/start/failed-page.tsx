import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Page } from '../../components/page.tsx';
import { useSession } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

/** The app could not start: try again, or begin anew on this device. */
export function FailedPage({ error }: { error: unknown }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const [isAsking, setAsking] = useState(false);
  return (
    <Page title={t('failed.title')}>
      <ErrorAlert error={error} onRetry={() => void session.restart()} />
      <p className="kern-body">{t('failed.anew')}</p>
      <Button look="tertiary" onClick={() => setAsking(true)}>
        {t('failed.forget')}
      </Button>
      {isAsking && <RemovalDialog onClose={() => setAsking(false)} />}
    </Page>
  );
}

/** What is lost with this device's store, before it goes. */
function RemovalDialog({ onClose }: { onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const session = useSession();
  const removing = useAction(() => session.removeBroken());
  return (
    <ConfirmDialog
      title={t('failed.removal.title')}
      deed={t('failed.forget')}
      keep={t('failed.removal.keep')}
      action={removing}
      onClose={onClose}
    >
      <ul className="kern-list kern-list--bullet">
        {(t('failed.removal.points', { returnObjects: true }) as string[]).map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </ConfirmDialog>
  );
}
