import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { baseLanguage } from '../../i18n/i18n.ts';
import { canSubscribe, ownSubscription, subscribe, unsubscribe } from '../../notifications/browser-push.ts';
import { pushGatewayAt } from '../../notifications/push-gateway.ts';
import { usePerson, useSession } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useLoaded } from '../../session/use-live.ts';
import { EmailForm } from './email-form.tsx';
import { SettingsFrame } from './settings-frame.tsx';

/** How the person learns that there is mail while the mailbox is closed. */
export default function NotificationsPage(): ReactElement {
  const { t } = useTranslation('notifications');
  const { push } = useSession().config;
  return (
    <SettingsFrame title={t('title')}>
      <p className="kern-body">{t('intro')}</p>
      {push === null ? <Alert kind="info" title={t('off')} /> : <Ways gatewayUrl={push} />}
    </SettingsFrame>
  );
}

function Ways({ gatewayUrl }: { gatewayUrl: string }): ReactElement {
  const person = usePerson();
  const gateway = pushGatewayAt(gatewayUrl);
  const settings = useLoaded(
    async () => ({
      pushers: await person.notifications.list(),
      own: canSubscribe() ? await ownSubscription() : null,
      sendsEmail: await gateway.sendsEmail(),
    }),
    [gatewayUrl],
  );
  if (settings.state === 'loading') return <Loading />;
  if (settings.state === 'failed') return <ErrorAlert error={settings.error} onRetry={settings.reload} />;
  const { pushers, own, sendsEmail } = settings.value;
  const emails = pushers.filter(({ kind }) => kind === 'email').map(({ pushkey }) => pushkey);
  return (
    <>
      <BrowserWay
        gatewayUrl={gatewayUrl}
        isOn={pushers.some(({ pushkey }) => pushkey === own?.p256dh)}
        onChanged={settings.reload}
      />
      {sendsEmail && <EmailWay gatewayUrl={gatewayUrl} tokens={emails} onChanged={settings.reload} />}
    </>
  );
}

interface WayProps {
  gatewayUrl: string;
  onChanged: () => void;
}

function BrowserWay({ gatewayUrl, isOn, onChanged }: WayProps & { isOn: boolean }): ReactElement {
  const { t, i18n } = useTranslation('notifications');
  const person = usePerson();
  const change = useAction(async () => {
    if (isOn) {
      const own = await ownSubscription();
      if (own !== null) await person.notifications.remove(own.p256dh);
      await unsubscribe();
    } else {
      const subscription = await subscribe(await pushGatewayAt(gatewayUrl).vapidKey());
      const language = baseLanguage(i18n.language);
      await person.notifications.set({ kind: 'web-push', gatewayUrl, language, ...subscription });
    }
    onChanged();
  });
  return (
    <section className="stack">
      <h2 className="kern-heading-medium">{t('browser.title')}</h2>
      <p className="kern-body">{t('browser.text')}</p>
      {change.error !== null && <ErrorAlert error={change.error} />}
      {canSubscribe() ? (
        <>
          <p className="kern-body" role="status">
            {t(isOn ? 'browser.on' : 'browser.off')}
          </p>
          <Button look={isOn ? 'secondary' : 'primary'} isBusy={change.isRunning} onClick={() => void change.run()}>
            {t(isOn ? 'browser.switchOff' : 'browser.switchOn')}
          </Button>
        </>
      ) : (
        <Alert kind="info" title={t('browser.impossible')} />
      )}
    </section>
  );
}

function EmailWay({ gatewayUrl, tokens, onChanged }: WayProps & { tokens: readonly string[] }): ReactElement {
  const { t } = useTranslation('notifications');
  const person = usePerson();
  const [isAdding, setAdding] = useState(false);
  const remove = useAction(async () => {
    for (const token of tokens) await person.notifications.remove(token);
    onChanged();
  });
  return (
    <section className="stack">
      <h2 className="kern-heading-medium">{t('email.title')}</h2>
      <p className="kern-body">{t('email.text')}</p>
      {remove.error !== null && <ErrorAlert error={remove.error} />}
      <p className="kern-body" role="status">
        {t(tokens.length > 0 ? 'email.on' : 'email.off')}
      </p>
      {tokens.length > 0 && (
        <Button look="secondary" isBusy={remove.isRunning} onClick={() => void remove.run()}>
          {t('email.switchOff')}
        </Button>
      )}
      {tokens.length === 0 && !isAdding && <Button onClick={() => setAdding(true)}>{t('email.switchOn')}</Button>}
      {tokens.length === 0 && isAdding && <EmailForm gatewayUrl={gatewayUrl} onDone={onChanged} />}
    </section>
  );
}
