import type { Case, CaseEvent } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';
import { DeliveryNote } from './delivery-note.tsx';
import { EventBody } from './event-body.tsx';
import { placeOf } from './thread.ts';
import { TrustNote } from './trust-note.tsx';

interface EventItemProps {
  matter: Case;
  event: CaseEvent;
  isFirstUnread: boolean;
}

/** One thing that was said: by whom, when, what, and whether it can be relied on. */
export function EventItem({ matter, event, isFirstUnread }: EventItemProps): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const time = new Intl.DateTimeFormat(localeOf(i18n.language), { timeStyle: 'short' });
  const who = event.from === 'me' ? t('me') : textOf(matter.agency.name, i18n.language);
  return (
    <li className="thread-entry">
      {isFirstUnread && <p className="new-mark kern-body">{t('new')}</p>}
      <article
        id={placeOf(event)}
        className={`event event--${event.from} ${event.kind === 'status' ? 'event--status' : ''}`}
        tabIndex={-1}
        aria-label={t('by', { who })}
        data-kind={event.kind}
      >
        <p className="event-head kern-body--small">
          <strong>{who}</strong>
          <time dateTime={event.at}>{time.format(new Date(event.at))}</time>
        </p>
        <div className="event-body kern-body">
          <EventBody matter={matter} event={event} />
        </div>
        <TrustNote event={event} />
        <DeliveryNote matter={matter} event={event} />
      </article>
    </li>
  );
}
