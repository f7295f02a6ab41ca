import type { Case } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../i18n/dates.ts';
import { EventItem } from './event-item.tsx';
import { threadOf } from './thread.ts';

/** All that was said in a case, oldest first, by day. */
export function ThreadView({ matter }: { matter: Case }): ReactElement {
  const { t } = useTranslation('cases');
  const dates = useDates();
  // As it was when the person came here: reading it takes the marks away elsewhere.
  const [firstUnread] = useState(() => firstUnreadOf(matter));
  return (
    <section className="thread" aria-labelledby="thread">
      <h2 className="kern-heading-medium" id="thread">
        {t('thread')}
      </h2>
      {threadOf(matter.timeline).map(({ at, events }) => (
        <section key={at} className="thread-day">
          <h3 className="thread-date kern-title kern-title--small">{dates.day(at)}</h3>
          <ol className="thread-events">
            {events.map((event) => (
              <EventItem
                key={event.eventId}
                matter={matter}
                event={event}
                isFirstUnread={event.eventId === firstUnread}
              />
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}

function firstUnreadOf(matter: Case): string | null {
  if (matter.unread === 0) return null;
  const fromAgency = matter.timeline.filter(({ from }) => from === 'agency');
  return fromAgency.at(-matter.unread)?.eventId ?? null;
}
