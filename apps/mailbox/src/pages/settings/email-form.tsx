import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { TextField } from '../../components/text-field.tsx';
import { baseLanguage } from '../../i18n/i18n.ts';
import { pushGatewayAt } from '../../notifications/push-gateway.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

/** An address, then the code that was sent to it. */
export function EmailForm({ gatewayUrl, onDone }: { gatewayUrl: string; onDone: () => void }): ReactElement {
  const { t, i18n } = useTranslation('notifications');
  const person = usePerson();
  const gateway = pushGatewayAt(gatewayUrl);
  const language = baseLanguage(i18n.language);
  const [address, setAddress] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [challenge, setChallenge] = useState<string | null>(null);

  const ask = useAction(async () => setChallenge(await gateway.beginEmail(address.trim(), language)));
  const confirm = useAction(async () => {
    const token = await gateway.confirmEmail(challenge ?? '', code.replaceAll(/\s/g, ''));
    await person.notifications.set({ kind: 'email', gatewayUrl, token, language });
    onDone();
  });

  function submit(): void {
    const isAddress = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address.trim());
    const isCode = /^\d{6}$/.test(code.replaceAll(/\s/g, ''));
    if (challenge === null) {
      setProblem(isAddress ? '' : t('email.addressWrong'));
      if (isAddress) void ask.run();
    } else {
      setProblem(isCode ? '' : t('email.codeWrong'));
      if (isCode) void confirm.run();
    }
  }

  const error = ask.error ?? confirm.error;
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {error !== null && <ErrorAlert error={error} />}
      {challenge === null ? (
        <TextField
          label={t('email.address')}
          hint={t('email.addressHint')}
          type="email"
          autoComplete="email"
          value={address}
          problem={problem}
          onText={setAddress}
        />
      ) : (
        <TextField
          label={t('email.code')}
          hint={t('email.codeHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          problem={problem}
          onText={setCode}
        />
      )}
      <Button type="submit" isBusy={ask.isRunning || confirm.isRunning}>
        {t(challenge === null ? 'email.send' : 'email.confirm')}
      </Button>
    </form>
  );
}
