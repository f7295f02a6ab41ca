import type { AccessView, DataOverview } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { codeOf, ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { LongList } from '../../components/long-list.tsx';
import { isAt, useOverviewNames } from '../../components/names.ts';
import { Page } from '../../components/page.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded } from '../../session/use-live.ts';
import { AccessEntry } from './access-entry.tsx';
import { factsOf, filtered, placesIn, type AccessFilter } from './access-facts.ts';
import { BrokenLog } from './broken-log.tsx';
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
      {loaded.state === 'failed' && <Unreadable error={loaded.error} onRetry={loaded.reload} />}
      {loaded.state === 'ready' && <AccessLog {...loaded.value} />}
      <div className="actions">
        {loaded.state === 'ready' && (
          <Button look="secondary" onClick={loaded.reload}>
            {t('access.reload')}
          </Button>
        )}
        <ButtonLink to="/data" look="tertiary">
          {t('back')}
        </ButtonLink>
      </div>
    </Page>
  );
}

function Unreadable(problem: { error: unknown; onRetry: () => void }): ReactElement {
  return codeOf(problem.error) === 'access-log-broken' ? <BrokenLog {...problem} /> : <ErrorAlert {...problem} />;
}

const everything: AccessFilter = { actor: '', place: null };

function AccessLog({ overview, log }: { overview: DataOverview; log: AccessView[] }): ReactElement {
  const { t } = useTranslation('data');
  const names = useOverviewNames(overview);
  const [filter, setFilter] = useState(everything);
  if (log.length === 0) return <Empty title={t('access.none')} />;
  const shown = filtered(log, filter);
  const actorName = (actor: string): string =>
    actor.startsWith('egendata://account/') ? t('access.you') : names.service(actor);
  const actors = [...new Set(log.map(({ actor }) => actor))];
  const places = placesIn(log);
  const chosen = places.findIndex((place) => filter.place !== null && isAt(place, filter.place));
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
          value={chosen === -1 ? '' : String(chosen)}
          options={[
            ['', t('access.all')],
            ...places.map((place, index) => [String(index), names.place(place)] as const),
          ]}
          onChoose={(index) => setFilter({ ...filter, place: (index !== '' && places[Number(index)]) || null })}
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
        key={`${filter.actor} ${chosen}`}
        items={shown}
        size={20}
        className="cards"
        keyOf={({ seq }) => String(seq)}
        render={(entry) => (
          <AccessEntry entry={entry} facts={factsOf(entry)} actor={actorName(entry.actor)} names={names} />
        )}
      />
    </>
  );
}
