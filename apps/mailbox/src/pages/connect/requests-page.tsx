import type { DataOverview, DataRequest } from '@posthorn/citizen';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { useOverviewNames, type Names } from '../../components/names.ts';
import { Page } from '../../components/page.tsx';
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
  const [answered, setAnswered] = useState<{ request: string; service: string; count: number } | null>(null);
  useEffect(() => {
    // Requests come to the operator, which does not call: look again when the person comes back.
    const look = (): void => void (document.visibilityState === 'visible' && reload());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);

  return (
    <Page title={t('requests.title')} above={t('title')}>
      {answered !== null && (
        <Alert
          key={answered.request}
          kind="success"
          title={t('requests.answered', { service: answered.service })}
          takesFocus
        >
          <p>{t('done.shared', { count: answered.count })}</p>
        </Alert>
      )}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <ErrorAlert error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <Requests
          overview={loaded.value}
          onAnswered={({ id, service }, count) => {
            setAnswered({ request: id, service: service.name, count });
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
  onAnswered: (request: DataRequest, count: number) => void;
}

function Requests({ overview, onAnswered }: RequestsProps): ReactElement {
  const { t } = useTranslation('connect');
  const names = useOverviewNames(overview);
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
        <RequestSection key={request.id} request={request} names={names} onAnswered={onAnswered} />
      ))}
    </>
  );
}

interface RequestSectionProps extends Pick<RequestsProps, 'onAnswered'> {
  request: DataRequest;
  names: Names;
}

function RequestSection({ request, names, onAnswered }: RequestSectionProps): ReactElement {
  const { t } = useTranslation('connect');
  const person = usePerson();
  const dates = useDates();
  const { service, permissions, receivedAt } = request;
  const answer = useAction(async (approve: string[]) => {
    await person.data.answer(request, { approve });
    onAnswered(request, approve.length);
  });
  return (
    <section className="stack asking" aria-label={t('requests.of', { service: service.name })}>
      <Alert kind="info" title={t('requests.of', { service: service.name })}>
        <p>{t('requests.since', { time: dates.time(receivedAt), id: service.id })}</p>
      </Alert>
      <DecisionForm
        permissions={permissions}
        names={names}
        action={answer}
        hint={t('requests.hint')}
        submitText={(count) => t('requests.answer', { count, total: permissions.length })}
      />
    </section>
  );
}
