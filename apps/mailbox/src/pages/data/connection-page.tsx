import type { ConnectionView, DataOverview, PermissionView } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { LongList } from '../../components/long-list.tsx';
import { hostOf, useOverviewNames } from '../../components/names.ts';
import { Page } from '../../components/page.tsx';
import { useDates } from '../../i18n/dates.ts';
import { DisconnectDialog, WithdrawDialog } from './change-locks-dialogs.tsx';
import { PermissionCard } from './permission-card.tsx';
import { useOverview } from './use-overview.ts';

/** What the person has ended: a permission or the connection, by its id. */
interface Done {
  what: 'withdrawn' | 'disconnected';
  id: string;
  /** Of the service: it is known no more when the connection has ended. */
  name: string;
}

/** One connection: what its service may do, and how to take that back. @param service clientId */
export function ConnectionPage({ service }: { service: string }): ReactElement {
  const { t } = useTranslation('data');
  const loaded = useOverview();
  const [done, setDone] = useState<Done | null>(null);
  const connection =
    loaded.state === 'ready' ? loaded.value.connections.find((found) => found.service.id === service) : undefined;
  return (
    <Page title={connection?.service.name ?? done?.name ?? hostOf(service)} above={t('connections.title')}>
      {done !== null && (
        <Alert key={done.id} kind="success" title={t(`${done.what}.title`)} takesFocus>
          <p>{t(`${done.what}.text`)}</p>
        </Alert>
      )}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <ErrorAlert error={loaded.error} onRetry={loaded.reload} />}
      {loaded.state === 'ready' && connection === undefined && done === null && (
        <Empty title={t('connections.unknown')} />
      )}
      {loaded.state === 'ready' && connection !== undefined && (
        <Connection
          connection={connection}
          overview={loaded.value}
          onDone={(next) => {
            setDone(next);
            loaded.reload();
          }}
        />
      )}
      <ButtonLink to="/data" look="tertiary">
        {t('back')}
      </ButtonLink>
    </Page>
  );
}

interface ConnectionProps {
  connection: ConnectionView;
  overview: DataOverview;
  onDone: (done: Done) => void;
}

function Connection({ connection, overview, onDone }: ConnectionProps): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const names = useOverviewNames(overview);
  const [asked, setAsked] = useState<PermissionView | 'all' | null>(null);
  const { id, service, since, permissions } = connection;
  const lasting = permissions.filter(({ state, lawfulBasis }) => state === 'active' && lawfulBasis !== 'CONSENT');
  const close = (): void => setAsked(null);
  return (
    <>
      <p className="kern-body">
        {t('connections.since', { day: dates.day(since) })} · {t('connections.id', { id: service.id })}
      </p>
      <p className="kern-body kern-body--small">{t('connections.pseudonym', { id })}</p>
      {permissions.length === 0 && <Empty title={t('permissions.none')} />}
      <LongList
        items={permissions.toSorted(activeFirst)}
        size={20}
        className="cards"
        keyOf={(permission) => permission.id}
        render={(permission) => (
          <PermissionCard permission={permission} names={names} onWithdraw={() => setAsked(permission)} />
        )}
      />
      <section className="stack" aria-labelledby="end">
        <h2 className="kern-heading-medium" id="end">
          {t('disconnect.title')}
        </h2>
        {lasting.length > 0 ? (
          <p className="kern-body">{t('disconnect.notPossible', { count: lasting.length })}</p>
        ) : (
          <>
            <p className="kern-body">{t('disconnect.text')}</p>
            <Button look="secondary" onClick={() => setAsked('all')}>
              {t('disconnect.open')}
            </Button>
          </>
        )}
      </section>
      {asked === 'all' && (
        <DisconnectDialog
          service={service}
          onClose={close}
          onDone={() => onDone({ what: 'disconnected', id, name: service.name })}
        />
      )}
      {asked !== null && asked !== 'all' && (
        <WithdrawDialog
          permission={asked}
          names={names}
          service={service}
          onClose={close}
          onDone={() => onDone({ what: 'withdrawn', id: asked.id, name: service.name })}
        />
      )}
    </>
  );
}

function activeFirst(a: PermissionView, b: PermissionView): number {
  return Number(b.state === 'active') - Number(a.state === 'active') || b.decidedAt.getTime() - a.decidedAt.getTime();
}
