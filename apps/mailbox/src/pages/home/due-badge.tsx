import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { daysUntil, useDates } from '../../i18n/dates.ts';

/** From this many days on a deadline counts as near. */
const nearDays = 3;

/** By when something is due: the day, and how far it is. @param props.due `YYYY-MM-DD` */
export function DueBadge({ due }: { due: string }): ReactElement {
  const { t } = useTranslation('home');
  const dates = useDates();
  const days = daysUntil(due);
  const kind = days < 0 ? 'danger' : days <= nearDays ? 'warning' : 'info';
  return (
    <p className={`kern-badge kern-badge--${kind} home-due`}>
      <span className={`kern-icon kern-icon--${kind} kern-icon--small`} aria-hidden="true" />
      <span className="kern-label kern-label--small">
        {t(days < 0 ? 'due.over' : 'due.until', { day: dates.day(due), distance: dates.inDays(days) })}
      </span>
    </p>
  );
}
