import type { RecoveryLock } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { useDates } from '../../i18n/dates.ts';
import { canUsePasskeys } from '../../passkey/passkey.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { RecoverySheet } from '../recovery/recovery-sheet.tsx';
import { useAddPasskey } from '../recovery/use-passkeys.ts';
import { SettingsFrame } from './settings-frame.tsx';

/** The ways back into the mailbox: passkeys, and the sheet. */
export function RecoverySettingsPage(): ReactElement {
  const { t } = useTranslation('settings');
  return (
    <SettingsFrame title={t('recovery.title')}>
      <p className="kern-body">{t('recovery.text')}</p>
      <Passkeys />
      <Sheet />
    </SettingsFrame>
  );
}

function Passkeys(): ReactElement {
  const { t } = useTranslation('settings');
  const person = usePerson();
  const locks = useLoaded(() => person.recoveryLocks(), [person]);
  const support = useLoaded(canUsePasskeys, []);
  const add = useAddPasskey(person);
  const [removed, setRemoved] = useState<{ credentialId: string; name: string } | null>(null);
  const adding = useAction(async () => {
    await add();
    locks.reload();
  });
  return (
    <section className="stack">
      <h2 className="kern-heading-medium">{t('recovery.passkeys')}</h2>
      {removed !== null && (
        <Alert
          key={removed.credentialId}
          kind="success"
          title={t('recovery.removed', { name: removed.name })}
          takesFocus
        />
      )}
      {locks.state === 'loading' && <Loading />}
      {locks.state === 'failed' && <ErrorAlert error={locks.error} onRetry={locks.reload} />}
      {locks.state === 'ready' && locks.value.length === 0 && <p className="kern-body">{t('recovery.noPasskeys')}</p>}
      {locks.state === 'ready' && locks.value.length > 0 && (
        <ul className="device-list">
          {locks.value.map((lock) => (
            <Passkey
              key={lock.credentialId}
              lock={lock}
              isLast={locks.value.length === 1}
              onRemoved={(name) => {
                setRemoved({ credentialId: lock.credentialId, name });
                locks.reload();
              }}
            />
          ))}
        </ul>
      )}
      {support.state === 'ready' && support.value ? (
        <Button isBusy={adding.isRunning} onClick={() => void adding.run()}>
          {t('recovery.add')}
        </Button>
      ) : (
        <Alert kind="info" title={t('recovery.impossible')} />
      )}
      {adding.error !== null && <ErrorAlert error={adding.error} />}
    </section>
  );
}

interface PasskeyProps {
  lock: RecoveryLock;
  isLast: boolean;
  /** @param name of the passkey */
  onRemoved: (name: string) => void;
}

function Passkey({ lock, isLast, onRemoved }: PasskeyProps): ReactElement {
  const { t } = useTranslation('settings');
  const person = usePerson();
  const dates = useDates();
  const [isAsking, setAsking] = useState(false);
  const name = lock.name ?? t('recovery.nameless');
  const removing = useAction(async () => {
    await person.removeRecoveryLock(lock.credentialId);
    setAsking(false);
    onRemoved(name);
  });
  return (
    <li className="device">
      <p className="kern-title">{name}</p>
      <p className="kern-body kern-body--small">{t('recovery.since', { date: dates.day(lock.createdAt) })}</p>
      <Button look="secondary" aria-label={t('recovery.removeOf', { name })} onClick={() => setAsking(true)}>
        {t('recovery.remove')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('recovery.removeOf', { name })}
          deed={t('recovery.remove')}
          keep={t('common:cancel')}
          action={removing}
          onClose={() => setAsking(false)}
        >
          <p className="kern-body">{t(isLast ? 'recovery.removeLast' : 'recovery.removeText')}</p>
        </ConfirmDialog>
      )}
    </li>
  );
}

function Sheet(): ReactElement {
  const { t } = useTranslation('settings');
  const person = usePerson();
  const [code, setCode] = useState<string | null>(null);
  const showing = useAction(async () => setCode(await person.recoverySecret()));
  return (
    <section className="stack">
      <h2 className="kern-heading-medium">{t('recovery.sheet')}</h2>
      <p className="kern-body">{t('recovery.sheetText')}</p>
      {code === null ? (
        <Button look="secondary" isBusy={showing.isRunning} onClick={() => void showing.run()}>
          {t('recovery.showSheet')}
        </Button>
      ) : (
        <RecoverySheet code={code} />
      )}
      {showing.error !== null && <ErrorAlert error={showing.error} />}
    </section>
  );
}
