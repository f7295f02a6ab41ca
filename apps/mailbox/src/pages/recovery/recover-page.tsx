import type { Person } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Accordion } from '../../components/accordion.tsx';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { canUsePasskeys } from '../../passkey/passkey.ts';
import { useOnline, useSession, useSessionState } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { BeginAnewPage } from './begin-anew-page.tsx';
import { RecoverWithCode } from './recover-with-code.tsx';
import { RecoverWithPasskey } from './recover-with-passkey.tsx';
import '../../styles/recovery.css';

/** Signed in on a new device: by passkey, by the sheet, or anew. */
export default function RecoverPage(): ReactElement | null {
  const state = useSessionState();
  const [isAnew, setAnew] = useState(false);
  if (state.phase !== 'needs-recovery') return null;
  if (isAnew) return <BeginAnewPage person={state.person} onBack={() => setAnew(false)} />;
  return <WaysIn person={state.person} onAnew={() => setAnew(true)} />;
}

function WaysIn({ person, onAnew }: { person: Person; onAnew: () => void }): ReactElement {
  const { t } = useTranslation('recovery');
  const session = useSession();
  const isOnline = useOnline();
  const locks = useLoaded(() => person.recoveryLocks(), [person]);
  const support = useLoaded(canUsePasskeys, []);
  const leaving = useAction(() => session.signOut());
  if (locks.state === 'loading' || support.state === 'loading') return <Loading text={t('recover.looking')} />;
  const known = locks.state === 'ready' ? locks.value : [];
  const isSupported = support.state === 'ready' && support.value;
  return (
    <Page title={t('recover.title')}>
      <p className="kern-body">{t('recover.text')}</p>
      {!isOnline && (
        <Alert kind="warning" title={t('recover.offline.title')} isLive>
          <p>{t('recover.offline.text')}</p>
        </Alert>
      )}
      {locks.state === 'failed' ? (
        <ErrorAlert error={locks.error} onRetry={locks.reload} />
      ) : (
        <RecoverWithPasskey person={person} locks={known} isSupported={isSupported} />
      )}
      <div className="recovery-accordions">
        <Accordion title={t('recover.code')} isOpen={known.length === 0 || !isSupported}>
          <RecoverWithCode person={person} />
        </Accordion>
        <Accordion title={t('recover.nothing')}>
          <p className="kern-body">{t('recover.nothingText')}</p>
          <Button look="secondary" onClick={onAnew}>
            {t('recover.nothingButton')}
          </Button>
        </Accordion>
      </div>
      <Button look="tertiary" isBusy={leaving.isRunning} onClick={() => void leaving.run()}>
        {t('recover.leave')}
      </Button>
      {leaving.error !== null && <ErrorAlert error={leaving.error} />}
    </Page>
  );
}
