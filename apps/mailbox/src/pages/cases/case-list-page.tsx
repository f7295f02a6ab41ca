import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Empty } from '../../components/empty.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { LongList } from '../../components/long-list.tsx';
import { Page } from '../../components/page.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useLoaded } from '../../session/use-live.ts';
import { CaseFilterBar } from './case-filter-bar.tsx';
import { CaseItem } from './case-item.tsx';
import { CaseSearch } from './case-search.tsx';
import { fits } from './case-row.ts';
import { useCaseRows } from './use-case-rows.ts';
import { rememberedWords, rememberWords, useFocusOnOpened, useListPlace } from './use-list-place.ts';

/** Cases that are shown at once. */
const atOnce = 50;

/** All cases of the person. */
export function CaseListPage(): ReactElement {
  const { t } = useTranslation('cases');
  const person = usePerson();
  const rows = useCaseRows();
  const caughtUp = useLoaded(() => person.upToDate(), [person]);
  const { place, note } = useListPlace();
  const [words, setWords] = useState(() => (place.isSearching ? rememberedWords(person) : ''));
  useFocusOnOpened(place.opened);
  const seek = (text: string): void => {
    setWords(text);
    rememberWords(person, text);
    if (place.isSearching !== (text !== '')) note({ isSearching: text !== '' });
  };
  if (rows.length === 0) {
    return (
      <Page title={t('title')}>
        {caughtUp.state === 'loading' && <Loading text={t('loading')} />}
        {caughtUp.state === 'failed' && <ErrorAlert error={caughtUp.error} onRetry={caughtUp.reload} />}
        {caughtUp.state === 'ready' && (
          <Empty title={t('empty.title')}>
            <p>{t('empty.text')}</p>
            <Link href="/services" className="kern-link">
              {t('empty.link')}
            </Link>
          </Empty>
        )}
      </Page>
    );
  }
  const { filter } = place;
  const fitting = rows.filter((row) => fits(row, filter));
  return (
    <Page title={t('title')}>
      <CaseSearch words={words} onWords={seek} rows={rows} />
      {words.trim() === '' && (
        <>
          <CaseFilterBar rows={rows} filter={filter} onFilter={(chosen) => note({ filter: chosen, shown: null })} />
          {fitting.length === 0 && <p className="kern-body">{t(`none.${filter}`)}</p>}
          <LongList
            key={filter}
            items={fitting}
            size={atOnce}
            shownBefore={place.shown ?? atOnce}
            onMore={(shown) => note({ shown })}
            keyOf={(row) => row.id}
            className="case-list"
            itemClassName="case-item"
            render={(row) => <CaseItem row={row} onOpen={() => note({ opened: row.id })} />}
          />
        </>
      )}
    </Page>
  );
}
