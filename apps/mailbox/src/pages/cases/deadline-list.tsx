import type { Case, Deadline } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { saveFile } from '../../components/files/save-file.ts';
import { daysUntil, useDates } from '../../i18n/dates.ts';
import { useAction } from '../../session/use-action.ts';
import { calendarFile } from './calendar.ts';
import { placeOf } from './thread.ts';

/** Until when what is due. */
export function DeadlineList({ matter }: { matter: Case }): ReactElement | null {
  const { t } = useTranslation('cases');
  const { deadlines } = matter;
  if (deadlines.length === 0) return null;
  return (
    <section className="case-part" aria-labelledby="deadlines">
      <h2 className="kern-heading-small" id="deadlines">
        {t('deadlines')}
      </h2>
      <ul className="deadlines">
        {deadlines.map((deadline) => (
          <DeadlineItem key={deadline.event.eventId} deadline={deadline} />
        ))}
      </ul>
    </section>
  );
}

function DeadlineItem({ deadline }: { deadline: Deadline }): ReactElement {
  const { t } = useTranslation('cases');
  const dates = useDates();
  const { due, event, met } = deadline;
  const days = daysUntil(due);
  const saving = useAction(async () => {
    const words = { title: t('calendar.title'), description: t('calendar.description') };
    saveFile(`${t('calendar.file')}-${due}.ics`, await calendarFile(deadline, words));
  });
  const isOverdue = !met && days < 0;
  return (
    <li className="deadline">
      <p className="kern-body">
        <strong>
          <time dateTime={due}>{dates.day(due)}</time>
        </strong>
        {!met && `, ${dates.inDays(days)}`}
        <br />
        <a className="kern-link" href={`#${placeOf(event)}`}>
          {event.kind === 'notice' ? (event.title ?? event.text.slice(0, 80)) : event.text.slice(0, 80)}
        </a>
      </p>
      {met && <p className="kern-body kern-body--small">{t('met')}</p>}
      {isOverdue && (
        <p className="overdue kern-body">
          <span className="kern-icon kern-icon--small kern-icon--danger" aria-hidden="true" />
          <strong>{t('overdue')}</strong>
        </p>
      )}
      {!met && !isOverdue && (
        <Button look="tertiary" isBusy={saving.isRunning} onClick={() => void saving.run()}>
          {t('calendar.save')}
          <span className="kern-sr-only"> {dates.day(due)}</span>
        </Button>
      )}
      {saving.error !== null && <ErrorAlert error={saving.error} />}
    </li>
  );
}
