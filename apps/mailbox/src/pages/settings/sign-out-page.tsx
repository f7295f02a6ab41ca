import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { UnsentNote } from '../../components/unsent-note.tsx';
import { useOnline, usePerson, useSession, useSessionState } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { SettingsFrame } from './settings-frame.tsx';

/** Ends the session on this device, and removes everything of the person from it. */
export function SignOutPage(): ReactElement {
  const { t } = useTranslation('settings');
  const person = usePerson();
  const session = useSession();
  const state = useSessionState();
  const isOnline = useOnline();
  const locks = useLoaded(() => person.recoveryLocks(), [person]);
  const signingOut = useAction(() => session.signOut());
  const isSheetPending = state.phase === 'ready' && state.recoverySecret !== null;
  const hasPasskey = locks.state === 'ready' && locks.value.length > 0;
  // What cannot be looked up now may be missing.
  const hasNoWayBack = isSheetPending && !hasPasskey;
  const hasOnlySheet = !isSheetPending && locks.state === 'ready' && !hasPasskey;
  if (locks.state === 'loading') return <Loading />;
  return (
    <SettingsFrame title={t('signOut.title')}>
      <p className="kern-body">{t('signOut.text')}</p>
      <UnsentNote person={person} text={t('signOut.unsent')} />
      {(hasNoWayBack || hasOnlySheet) && (
        <Alert kind="warning" title={t(hasNoWayBack ? 'signOut.noWayBack' : 'signOut.onlySheet')}>
          <p>{t(hasNoWayBack ? 'signOut.noWayBackText' : 'signOut.onlySheetText')}</p>
          <ButtonLink to="/settings/recovery" look="secondary">
            {t('signOut.secure')}
          </ButtonLink>
        </Alert>
      )}
      {!isOnline && (
        <Alert kind="warning" title={t('signOut.offline')} isLive>
          <p>{t('signOut.offlineText')}</p>
        </Alert>
      )}
      <Button
        look={hasNoWayBack ? 'tertiary' : 'primary'}
        isBusy={signingOut.isRunning}
        onClick={() => void signingOut.run()}
      >
        {t('signOut.confirm')}
      </Button>
      {signingOut.error !== null && <ErrorAlert error={signingOut.error} />}
    </SettingsFrame>
  );
}
