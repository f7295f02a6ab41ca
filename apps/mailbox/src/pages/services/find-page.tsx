import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Page } from '../../components/page.tsx';
import { FoundServicesList } from './found-services-list.tsx';
import { PlaceChoice } from './place-choice.tsx';
import { SearchForm } from './search-form.tsx';
import { useServiceSearch, type ServiceSearch } from './use-service-search.ts';

/** Finds a service by everyday words and a place. */
export function FindPage(): ReactElement {
  const { t } = useTranslation('services');
  const search = useServiceSearch();
  return (
    <Page title={t('find.title')}>
      <p className="kern-body">{t('find.intro')}</p>
      <SearchForm search={search} />
      <div role="status" className="services-status">
        {search.isRunning ? <Searching /> : <Outcome search={search} />}
      </div>
      {!search.isRunning && <Found search={search} />}
    </Page>
  );
}

function Searching(): ReactElement {
  const { t } = useTranslation('services');
  return (
    <p className="kern-body services-searching">
      <span className="kern-loader kern-loader--visible" aria-hidden="true" />
      {t('find.searching')}
    </p>
  );
}

/** One line, read out by screen readers. */
function Outcome({ search: { found, error, problem } }: { search: ServiceSearch }): ReactElement | null {
  const { t } = useTranslation('services');
  if (found === null || error !== null || problem !== null) return null;
  const { place, candidates, services } = found;
  const text =
    place === null
      ? t('place.many', { count: candidates.length })
      : t('find.found', { count: services.length, place: place.name });
  return <p className="kern-body kern-body--bold">{text}</p>;
}

function Found({ search }: { search: ServiceSearch }): ReactElement | null {
  const { found, error } = search;
  if (error !== null) return <ErrorAlert error={error} onRetry={() => void search.search()} />;
  if (found === null) return null;
  if (found.candidates.length > 0) return <PlaceChoice candidates={found.candidates} onChoose={search.searchAt} />;
  if (found.place === null) return null;
  return <FoundServicesList found={found.services} text={search.text} onAll={search.searchAll} />;
}
