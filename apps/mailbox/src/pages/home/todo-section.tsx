import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { LongList } from '../../components/long-list.tsx';
import { DueBadge } from './due-badge.tsx';
import type { Todo } from './todos.ts';

interface TodoSectionProps {
  todos: readonly Todo[];
  requestsError: unknown;
  onRetry: () => void;
}

/** What waits for the person, the nearest deadline first. */
export function TodoSection({ todos, requestsError, onRetry }: TodoSectionProps): ReactElement {
  const { t } = useTranslation(['home', 'errors']);
  return (
    <section className="home-section" aria-labelledby="home-todos">
      <h2 className="kern-heading-medium" id="home-todos">
        {t('todos.title')}
      </h2>
      {todos.length === 0 && <p className="kern-body">{t('todos.nothing')}</p>}
      <LongList
        items={todos}
        size={10}
        keyOf={({ key }) => key}
        className="home-list"
        itemClassName="kern-card kern-card--small kern-card--hug kern-card--interactive"
        render={(todo) => <TodoCard todo={todo} />}
      />
      {requestsError !== null && (
        <Alert kind="warning" title={t('todos.requestsFailed')} isLive>
          <p>{t('todos.requestsMend')}</p>
          <Button look="secondary" onClick={onRetry}>
            {t('errors:retry')}
          </Button>
        </Alert>
      )}
    </section>
  );
}

function TodoCard({ todo }: { todo: Todo }): ReactElement {
  const { t } = useTranslation('home');
  const about = [todo.matter, todo.agency].filter((part) => part !== null && part !== '').join(' · ');
  return (
    <article className="kern-card__container">
      <header className="kern-card__header">
        <p className="kern-preline">{about}</p>
        <h3 className="kern-title kern-title--small">
          <Link href={todo.address} className="kern-link kern-link--stretched">
            {t(`todos.kind.${todo.kind}`)}
          </Link>
        </h3>
      </header>
      {todo.text !== null && <p className="kern-body home-text">{todo.text}</p>}
      {todo.due !== null && <DueBadge due={todo.due} />}
    </article>
  );
}
