import type { DataOverview, DataRequest } from '@posthorn/citizen';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { useServiceName } from '../../components/permission-words.ts';
import { useDates } from '../../i18n/dates.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useChanges, useLoaded } from '../../session/use-live.ts';
import { DecisionForm } from './decision-form.tsx';

/** What connected services ask for, the oldest first. */
export function RequestsPage(): ReactElement {
  const { t } = useTranslation('connect');
  const person = usePerson();
  const loaded = useLoaded(() => person.data.overview(), [useChanges('data')]);
  const { reload } = loaded;
  const [answered, setAnswered] = useState<{ service: string; count: number } | null>(null);
  useEffect(() => {
    // Requests come to the operator, which does not call: look again when the person comes back.
    const look = (): void => void (document.visibilityState === 'visible' && reload());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);

  return (
    <Page title={t('requests.title')} above={t('title')}>
      {answered !== null && (
        <Alert kind="success" title={t('requests.answered', { service: answered.service })} isLive>
          <p>{t('done.shared', { count: answered.count })}</p>
        </Alert>
      )}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <ErrorAlert error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <Requests
          overview={loaded.value}
          onAnswered={(service, count) => {
            setAnswered({ service, count });
            reload();
          }}
        />
      )}
      <div className="actions">
        <Button look="secondary" onClick={reload}>
          {t('requests.reload')}
        </Button>
        <ButtonLink to="/data" look="tertiary">
          {t('requests.toData')}
        </ButtonLink>
      </div>
    </Page>
  );
}

interface RequestsProps {
  overview: DataOverview;
  onAnswered: (service: string, count: number) => void;
}

function Requests({ overview, onAnswered }: RequestsProps): ReactElement {
  const { t } = useTranslation('connect');
  const nameOf = useServiceName(overview);
  if (overview.requests.length === 0) {
    return (
      <Empty title={t('requests.none')}>
        <p>{t('requests.noneHint')}</p>
      </Empty>
    );
  }
  return (
    <>
      {overview.requests.map((request) => (
        <RequestSection key={request.id} request={request} nameOf={nameOf} onAnswered={onAnswered} />
      ))}
    </>
  );
}

interface RequestSectionProps extends Pick<RequestsProps, 'onAnswered'> {
  request: DataRequest;
  nameOf: (id: string) => string;
}

function RequestSection({ request, nameOf, onAnswered }: RequestSectionProps): ReactElement {
  const { t } = useTranslation('connect');
  const person = usePerson();
  const dates = useDates();
  const { service, permissions, receivedAt } = request;
  const answer = useAction(async (approve: string[]) => {
    await person.data.answer(request, { approve });
    onAnswered(service.name, approve.length);
  });
  return (
    <section className="stack asking" aria-label={t('requests.of', { service: service.name })}>
      <Alert kind="info" title={t('requests.of', { service: service.name })}>
        <p>{t('requests.since', { time: dates.time(receivedAt), id: service.id })}</p>
      </Alert>
      <DecisionForm
        permissions={permissions}
        nameOf={nameOf}
        action={answer}
        hint={t('requests.hint')}
        submitText={(count) => t('requests.answer', { count, total: permissions.length })}
      />
    </section>
  );
}
