import type { AccessView, DataOverview } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { LongList } from '../../components/long-list.tsx';
import { Page } from '../../components/page.tsx';
import { usePermissionWords, useServiceName } from '../../components/permission-words.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded } from '../../session/use-live.ts';
import { AccessEntry } from './access-entry.tsx';
import { areasIn, factsOf, filtered, type AccessFilter } from './access-facts.ts';
import { Choice } from './choice.tsx';

/** Who looked, when, at what and why: the newest first. */
export function AccessPage(): ReactElement {
  const { t } = useTranslation('data');
  const person = usePerson();
  const loaded = useLoaded(async () => {
    const overview = await person.data.overview();
    const log: AccessView[] = [];
    for await (const entry of person.data.accessLog({ newestFirst: true })) log.push(entry);
    return { overview, log };
  }, []);
  return (
    <Page title={t('access.title')} above={t('title')}>
      <p className="kern-body kern-body--large">{t('access.intro')}</p>
      {loaded.state === 'loading' && <Loading text={t('access.loading')} />}
      {loaded.state === 'failed' && <ErrorAlert error={loaded.error} onRetry={loaded.reload} />}
      {loaded.state === 'ready' && <AccessLog {...loaded.value} />}
      <div className="actions">
        <Button look="secondary" onClick={loaded.reload}>
          {t('access.reload')}
        </Button>
        <ButtonLink to="/data" look="tertiary">
          {t('back')}
        </ButtonLink>
      </div>
    </Page>
  );
}

const everything: AccessFilter = { actor: '', area: '' };

function AccessLog({ overview, log }: { overview: DataOverview; log: AccessView[] }): ReactElement {
  const { t } = useTranslation('data');
  const words = usePermissionWords();
  const nameOf = useServiceName(overview);
  const [filter, setFilter] = useState(everything);
  if (log.length === 0) return <Empty title={t('access.none')} />;
  const shown = filtered(log, filter);
  const actorName = (actor: string): string =>
    actor.startsWith('egendata://account/') ? t('access.you') : nameOf(actor);
  const actors = [...new Set(log.map(({ actor }) => actor))];
  return (
    <>
      <fieldset className="kern-fieldset filters">
        <legend className="kern-label">{t('access.filter')}</legend>
        <Choice
          label={t('access.who')}
          value={filter.actor}
          options={[['', t('access.all')], ...actors.map((actor) => [actor, actorName(actor)] as const)]}
          onChoose={(actor) => setFilter({ ...filter, actor })}
        />
        <Choice
          label={t('access.what')}
          value={filter.area}
          options={[['', t('access.all')], ...areasIn(log).map((area) => [area, words.area(area)] as const)]}
          onChoose={(area) => setFilter({ ...filter, area })}
        />
      </fieldset>
      <p className="kern-body" role="status">
        {t('access.count', { count: shown.length, total: log.length })}. {t('access.checked')}
      </p>
      {shown.length === 0 && (
        <Empty title={t('access.noneFit')}>
          <Button look="secondary" onClick={() => setFilter(everything)}>
            {t('access.showAll')}
          </Button>
        </Empty>
      )}
      <LongList
        key={`${filter.actor} ${filter.area}`}
        items={shown}
        size={20}
        className="cards"
        keyOf={({ seq }) => String(seq)}
        render={(entry) => <AccessEntry entry={entry} facts={factsOf(entry)} actor={actorName(entry.actor)} />}
      />
    </>
  );
}
