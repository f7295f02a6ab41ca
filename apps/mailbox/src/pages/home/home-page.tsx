import '../../styles/home.css';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Page } from '../../components/page.tsx';
import { useSession, useSessionState } from '../../session/session-context.tsx';
import { DraftSection } from './draft-section.tsx';
import { TodoSection } from './todo-section.tsx';
import { UnreadSection } from './unread-section.tsx';
import { useHome, type Home } from './use-home.ts';

/** The first page: what waits for the person, and where to go from here. */
export default function HomePage(): ReactElement {
  const { t } = useTranslation('home');
  const home = useHome();
  return (
    <Page title={t('title')}>
      <Summary home={home} />
      <RecoveryReminder />
      {home.isNew && <Empty title={t('new.title')}>{t('new.text')}</Empty>}
      {!home.isNew && (
        <TodoSection todos={home.todos} requestsError={home.requestsError} onRetry={home.askForRequests} />
      )}
      <UnreadSection cases={home.unread} />
      <DraftSection drafts={home.drafts} />
      <QuickLinks />
    </Page>
  );
}

/** One sentence, read out when it changes. */
function Summary({ home }: { home: Home }): ReactElement {
  const { t } = useTranslation('home');
  const parts = [
    home.todos.length > 0 && t('summary.todos', { count: home.todos.length }),
    home.unread.length > 0 && t('summary.unread', { count: home.unread.length }),
  ].filter((part) => part !== false);
  return (
    <p className="kern-body kern-body--large" role="status">
      {home.isNew ? t('summary.new') : parts.length === 0 ? t('summary.nothing') : parts.join(' ')}
    </p>
  );
}

/** Shown until the person has a way back into their mailbox. */
function RecoveryReminder(): ReactElement | null {
  const { t } = useTranslation('recovery');
  const session = useSession();
  const state = useSessionState();
  if (state.phase !== 'ready' || state.recoverySecret === null) return null;
  return (
    <Alert kind="warning" title={t('reminder.title')}>
      <p>{t('reminder.text')}</p>
      <Button look="secondary" onClick={() => session.postponeRecovery(false)}>
        {t('reminder.button')}
      </Button>
    </Alert>
  );
}

function QuickLinks(): ReactElement {
  const { t } = useTranslation('home');
  return (
    <nav className="actions" aria-label={t('links.title')}>
      <ButtonLink to="/services">{t('links.find')}</ButtonLink>
      <ButtonLink to="/connect" look="secondary">
        {t('links.scan')}
      </ButtonLink>
    </nav>
  );
}
