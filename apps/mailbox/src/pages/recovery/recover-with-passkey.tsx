import type { Person, RecoveryLock } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { askPasskey } from '../../passkey/passkey.ts';
import { OpeningStatus, useOpening } from './opening-progress.tsx';

interface Props {
  person: Person;
  locks: readonly RecoveryLock[];
  isSupported: boolean;
}

/** One touch of a passkey opens the account; says so when there is none, or when this browser has none. */
export function RecoverWithPasskey({ person, locks, isSupported }: Props): ReactElement {
  const { t } = useTranslation('recovery');
  const opening = useOpening(async (options) => {
    const { credentialId, secret } = await askPasskey(locks);
    await person.recoverWithLock(credentialId, secret, options);
  });
  if (locks.length === 0) {
    return (
      <Alert kind="info" title={t('recover.none.title')}>
        <p>{t('recover.none.text')}</p>
      </Alert>
    );
  }
  if (!isSupported) {
    return (
      <Alert kind="info" title={t('noPasskeys.title')}>
        <p>{t('noPasskeys.recover')}</p>
      </Alert>
    );
  }
  return (
    <>
      <p className="kern-body">{t('recover.passkeyText')}</p>
      <Button isBusy={opening.isRunning} onClick={() => void opening.run()}>
        {t('recover.passkey')}
      </Button>
      <OpeningStatus {...opening} />
      {opening.error !== null && <ErrorAlert error={opening.error} />}
    </>
  );
}
