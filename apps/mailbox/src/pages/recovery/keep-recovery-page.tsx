import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Accordion } from '../../components/accordion.tsx';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { canUsePasskeys } from '../../passkey/passkey.ts';
import { usePerson, useSession } from '../../session/session-context.tsx';
import { useAction, type Action } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { RecoverySheet } from './recovery-sheet.tsx';
import { useAddPasskey } from './use-passkeys.ts';

/** After the very first sign-in: one touch, and the person gets back in on every further device. */
export default function KeepRecoveryPage({ recoverySecret }: { recoverySecret: string }): ReactElement {
  const { t } = useTranslation('recovery');
  const session = useSession();
  const support = useLoaded(canUsePasskeys, []);
  const kept = useAction(() => session.recoverySecretKept());
  if (support.state === 'loading') return <Loading />;
  const hasPasskeys = support.state === 'ready' && support.value;
  return (
    <Page title={t('keep.title')}>
      <p className="kern-body">{t('keep.text')}</p>
      {hasPasskeys ? <PasskeyOffer kept={kept} /> : <NoPasskeys />}
      <div className="recovery-accordions">
        <Accordion title={t('keep.sheet')} isOpen={!hasPasskeys} data-test="recovery-show">
          <p className="kern-body">{t('keep.sheetText')}</p>
          <RecoverySheet code={recoverySecret} />
          <Button data-test="recovery-kept" isBusy={kept.isRunning} onClick={() => void kept.run()}>
            {t('keep.sheetKept')}
          </Button>
        </Accordion>
        <Accordion title={t('keep.later')}>
          <p className="kern-body">{t('keep.laterText')}</p>
          <Button look="secondary" onClick={() => session.postponeRecovery(true)}>
            {t('keep.laterButton')}
          </Button>
        </Accordion>
      </div>
    </Page>
  );
}

function PasskeyOffer({ kept }: { kept: Action<[]> }): ReactElement {
  const { t } = useTranslation('recovery');
  const add = useAddPasskey(usePerson());
  const adding = useAction(async () => {
    await add();
    await kept.run();
  });
  return (
    <>
      <ul className="kern-list kern-list--bullet">
        {(t('keep.passkeyPoints', { returnObjects: true }) as string[]).map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <Button isBusy={adding.isRunning} onClick={() => void adding.run()}>
        {t('keep.passkey')}
      </Button>
      {adding.error !== null && <ErrorAlert error={adding.error} />}
      {kept.error !== null && <ErrorAlert error={kept.error} onRetry={() => void kept.run()} />}
    </>
  );
}

function NoPasskeys(): ReactElement {
  const { t } = useTranslation('recovery');
  return (
    <Alert kind="info" title={t('noPasskeys.title')}>
      <p>{t('noPasskeys.keep')}</p>
    </Alert>
  );
}
