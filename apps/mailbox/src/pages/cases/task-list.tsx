import type { Case } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { placeOf } from './thread.ts';

/** What the agency waits for, with the way to the place where it is done. */
export function TaskList({ matter }: { matter: Case }): ReactElement | null {
  const { t } = useTranslation('cases');
  const tasks = [...matter.openQuestions, ...matter.openDocumentRequests];
  if (tasks.length === 0) return null;
  return (
    <section className="case-part" aria-labelledby="tasks">
      <h2 className="kern-heading-small" id="tasks">
        {t('tasks')}
      </h2>
      <ul className="tasks kern-body">
        {tasks.map((event) => (
          <li key={event.eventId}>
            {t(`task.${event.kind}`)}{' '}
            <a className="kern-link" href={`#${placeOf(event)}`}>
              {event.text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
