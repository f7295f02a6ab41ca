import { useEffect, useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { ServiceSearch } from './use-service-search.ts';

/** What, and where. */
export function SearchForm({ search }: { search: ServiceSearch }): ReactElement {
  const { t } = useTranslation('services');
  const placeId = useId();
  const { problem } = search;
  useEffect(() => {
    if (problem !== null) document.getElementById(placeId)?.focus();
  }, [problem, placeId]);
  return (
    <form
      role="search"
      className="services-search"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void search.search();
      }}
    >
      <TextField
        label={t('find.text')}
        hint={t('find.textHint')}
        value={search.text}
        onText={search.setText}
        type="search"
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
      />
      <TextField
        id={placeId}
        label={t('find.place')}
        hint={t('find.placeHint')}
        problem={problem === null ? '' : t(`place.${problem.code}`)}
        value={search.place}
        onText={search.setPlace}
        maxLength={100}
        autoComplete="postal-code"
        enterKeyHint="search"
        required
      />
      <Button type="submit" isBusy={search.isRunning}>
        {t('find.search')}
      </Button>
    </form>
  );
}
