import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { caseFilters, fits, type CaseFilter, type CaseRow } from './case-row.ts';

interface CaseFilterBarProps {
  rows: readonly CaseRow[];
  filter: CaseFilter;
  onFilter: (filter: CaseFilter) => void;
}

/** Which cases are shown; each choice says how many there are. */
export function CaseFilterBar({ rows, filter, onFilter }: CaseFilterBarProps): ReactElement {
  const { t } = useTranslation('cases');
  return (
    <fieldset className="case-filter">
      <legend className="kern-sr-only">{t('filter.label')}</legend>
      {caseFilters.map((name) => (
        <button
          key={name}
          type="button"
          className="case-filter-choice"
          aria-pressed={name === filter}
          onClick={() => onFilter(name)}
        >
          {t(`filter.${name}`)} ({rows.filter((row) => fits(row, name)).length})
        </button>
      ))}
    </fieldset>
  );
}
