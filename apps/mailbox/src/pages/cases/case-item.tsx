import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDates } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';
import type { CaseRow } from './case-row.ts';
import { useEventText } from './event-text.ts';
import { linkId } from './use-list-place.ts';
import { StatusBadge } from './status-badge.tsx';

/** One case in the list. */
export function CaseItem({ row, onOpen }: { row: CaseRow; onOpen: () => void }): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const dates = useDates();
  const eventText = useEventText();
  const { last } = row;
  return (
    <>
      <h2 className="kern-title">
        <Link href={`/cases/${row.id}`} id={linkId(row.id)} className="case-link" onClick={onOpen}>
          {row.title || t('untitled')}
        </Link>
      </h2>
      <p className="kern-body kern-body--small">
        {textOf(row.agency.name, i18n.language)}
        {row.changedAt !== '' && (
          <>
            {' · '}
            <time dateTime={row.changedAt}>{dates.day(row.changedAt)}</time>
          </>
        )}
      </p>
      {last !== null && (
        <p className="case-excerpt kern-body">
          {last.from === 'me' && `${t('me')}: `}
          {eventText(last)}
        </p>
      )}
      <p className="case-marks">
        <StatusBadge status={row.status} />
        {row.unread > 0 && <strong className="case-unread">{t('unread', { count: row.unread })}</strong>}
        {row.todo > 0 && <strong className="case-todo">{t('todo', { count: row.todo })}</strong>}
      </p>
    </>
  );
}
