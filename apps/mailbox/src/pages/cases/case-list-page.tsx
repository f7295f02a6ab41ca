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
import { fits, type CaseFilter } from './case-row.ts';
import { useCaseRows } from './use-case-rows.ts';

/** All cases of the person. */
export function CaseListPage(): ReactElement {
  const { t } = useTranslation('cases');
  const person = usePerson();
  const rows = useCaseRows();
  const caughtUp = useLoaded(() => person.upToDate(), [person]);
  const [filter, setFilter] = useState<CaseFilter>('all');
  const [words, setWords] = useState('');
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
  const fitting = rows.filter((row) => fits(row, filter));
  return (
    <Page title={t('title')}>
      <CaseSearch words={words} onWords={setWords} rows={rows} />
      {words.trim() === '' && (
        <>
          <CaseFilterBar rows={rows} filter={filter} onFilter={setFilter} />
          {fitting.length === 0 && <p className="kern-body">{t(`none.${filter}`)}</p>}
          <LongList
            key={filter}
            items={fitting}
            size={50}
            keyOf={(row) => row.id}
            className="case-list"
            itemClassName="case-item"
            render={(row) => <CaseItem row={row} />}
          />
        </>
      )}
    </Page>
  );
}
