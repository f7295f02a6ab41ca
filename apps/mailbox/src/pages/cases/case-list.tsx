import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { CaseItem } from './case-item.tsx';
import type { CaseRow } from './case-row.ts';

const perPage = 50;

/** Cases, a part at a time. */
export function CaseList({ rows, emptyText }: { rows: readonly CaseRow[]; emptyText: string }): ReactElement {
  const { t } = useTranslation('cases');
  const [shown, setShown] = useState(perPage);
  if (rows.length === 0) return <p className="kern-body">{emptyText}</p>;
  return (
    <>
      <ul className="case-list">
        {rows.slice(0, shown).map((row) => (
          <CaseItem key={row.id} row={row} />
        ))}
      </ul>
      {shown < rows.length && (
        <Button look="secondary" onClick={() => setShown(shown + perPage)}>
          {t('more', { shown, total: rows.length })}
        </Button>
      )}
    </>
  );
}
