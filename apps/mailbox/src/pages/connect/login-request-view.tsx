import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { codeOf, ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { useNames } from '../../components/names.ts';
import { useAction } from '../../session/use-action.ts';
import { Asker } from './asker.tsx';
import { DecisionForm } from './decision-form.tsx';
import { Done } from './done.tsx';
import { useIsOver, useLoginRequest, type ReadLogin } from './use-login-request.ts';

interface LoginRequestViewProps {
  link: string;
  /** The person would like to read another code. */
  onAnother: () => void;
}

/** What a service's code says, and the person's answer. */
export function LoginRequestView({ link, onAnother }: LoginRequestViewProps): ReactElement {
  const { t } = useTranslation('connect');
  const loaded = useLoginRequest(link);
  if (loaded.state === 'loading') return <Loading text={t('reading')} />;
  if (loaded.state === 'ready') return <Answerable login={loaded.value} onAnother={onAnother} />;
  const code = codeOf(loaded.error);
  if (code === 'login-request-expired') return <Useless why="expired" onAnother={onAnother} />;
  if (code === 'service-unknown') return <Useless why="unknown" onAnother={onAnother} />;
  return (
    <>
      <ErrorAlert error={loaded.error} onRetry={loaded.reload} />
      <Button onClick={onAnother}>{t('another')}</Button>
    </>
  );
}

/** A code with which nobody can sign in, however often it is read. */
function Useless({ why, onAnother }: { why: 'expired' | 'unknown'; onAnother: () => void }): ReactElement {
  const { t } = useTranslation('connect');
  return (
    <>
      <Alert kind="warning" title={t(`${why}.title`)} takesFocus>
        <p>{t(`${why}.mend`)}</p>
      </Alert>
      <Button onClick={onAnother}>{t('another')}</Button>
    </>
  );
}

type Answer = 'signed-in' | 'declined';

function Answerable({ login, onAnother }: { login: ReadLogin; onAnother: () => void }): ReactElement {
  const { t } = useTranslation('connect');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [shared, setShared] = useState(0);
  const { request, speakers } = login;
  const names = useNames(speakers);
  const { service, kind, permissions } = request;
  const isOver = useIsOver(request.expiresAt);
  const agree = useAction(async (approve: string[]) => {
    await request.agree({ approve });
    setShared(approve.length);
    setAnswer('signed-in');
  });

  function decline(): void {
    request.decline();
    setAnswer('declined');
  }

  if (answer === 'signed-in') {
    return <Done title={t('done.title', { service: service.name })} service={service.id} kind={kind} shared={shared} />;
  }
  if (answer === 'declined') {
    return (
      <>
        <Alert kind="info" title={t('declined.title')} takesFocus>
          <p>{t('declined.text', { service: service.name })}</p>
        </Alert>
        <ButtonLink to="/">{t('toHome')}</ButtonLink>
      </>
    );
  }
  if (isOver && !agree.isRunning) return <Useless why="expired" onAnother={onAnother} />;
  return (
    <>
      <Asker service={service} kind={kind} until={request.expiresAt} />
      {permissions.length === 0 ? (
        <>
          {agree.error !== null && <ErrorAlert error={agree.error} />}
          <div className="actions">
            <Button isBusy={agree.isRunning} onClick={() => void agree.run([])}>
              {t(`agree.${kind}`)}
            </Button>
            <Button look="secondary" onClick={decline}>
              {t('decline')}
            </Button>
          </div>
        </>
      ) : (
        <DecisionForm
          permissions={permissions}
          names={names}
          action={agree}
          hint={t('pointsHint')}
          submitText={(count) => t('connectWith', { count, total: permissions.length })}
          onDecline={decline}
        />
      )}
    </>
  );
}
