import type { Person, SearchHit } from '@posthorn/citizen';
import { useDeferredValue, useMemo, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { TextField } from '../../components/text-field.tsx';
import { textOf } from '../../i18n/text-of.ts';
import { usePerson } from '../../session/session-context.tsx';
import type { CaseRow } from './case-row.ts';

interface CaseSearchProps {
  words: string;
  onWords: (words: string) => void;
  /** All cases. A change of them searches again. */
  rows: readonly CaseRow[];
}

/** More hits than this do not help: further words do. */
const mostHits = 50;

/** Looks through what is on this device. The words are told to nobody, and stand in no address. */
export function CaseSearch({ words, onWords, rows }: CaseSearchProps): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const person = usePerson();
  // Typing comes first: among many cases, what was found may be a moment late.
  const sought = useDeferredValue(words.trim());
  const isSearching = sought !== '';
  const rowsById = useMemo(() => new Map(rows.map((row) => [row.id, row])), [rows]);
  const hits = useMemo(() => (sought === '' ? [] : searchIn(person, sought, rowsById)), [person, sought, rowsById]);
  return (
    <search className="case-search">
      <TextField
        type="search"
        label={t('search.label')}
        hint={t('search.hint')}
        value={words}
        autoComplete="off"
        onText={onWords}
      />
      <p className="kern-body" role="status">
        {isSearching && t('search.found', { count: hits.length })}
      </p>
      {hits.length > 0 && (
        <ul className="case-list">
          {hits.slice(0, mostHits).map(({ caseId, eventId, excerpt }) => (
            <li key={`${caseId} ${eventId}`} className="case-item">
              <h2 className="kern-title">
                <Link href={`/cases/${caseId}`} state={{ eventId }} className="case-link">
                  {rowsById.get(caseId)?.title || t('untitled')}
                </Link>
              </h2>
              <p className="kern-body kern-body--small">
                {textOf(rowsById.get(caseId)?.agency.name ?? { de: '', en: '' }, i18n.language)}
              </p>
              <p className="case-excerpt kern-body">{excerpt}</p>
            </li>
          ))}
        </ul>
      )}
      {hits.length > mostHits && <p className="kern-body">{t('search.more')}</p>}
    </search>
  );
}

/** The cases as they are in the list; what is not there yet comes with it. */
function searchIn(person: Person, words: string, rowsById: ReadonlyMap<string, CaseRow>): SearchHit[] {
  return person.search(words).filter(({ caseId }) => rowsById.has(caseId));
}
