import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { localeOf } from '../../i18n/dates.ts';
import { useChanges, useLoaded } from '../../session/use-live.ts';
import { useApplication, useApplicationState } from './application-context.tsx';

/** When the draft was saved, and whether other devices have it by now. */
export function SaveNote(): ReactElement {
  const { t, i18n } = useTranslation('apply');
  const application = useApplication();
  const { savedAt, saveError } = useApplicationState();
  const drafts = useChanges('drafts');
  const synced = useLoaded(() => application.draft.isSynced(), [application.draft.id, savedAt, drafts]);
  const time = new Intl.DateTimeFormat(localeOf(i18n.language), { timeStyle: 'short' }).format(new Date(savedAt));
  if (saveError !== null) return <ErrorAlert error={saveError} onRetry={() => void application.save()} />;
  return (
    <p className="apply-saved kern-body kern-body--small" role="status">
      {synced.state === 'ready' && t(synced.value ? 'saved.everywhere' : 'saved.here', { time })}
    </p>
  );
}
