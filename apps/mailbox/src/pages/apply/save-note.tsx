import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { localeOf } from '../../i18n/dates.ts';
import { useOnline } from '../../session/session-context.tsx';
import { useApplication, useApplicationState } from './application-context.tsx';

/** When the draft was saved, and whether other devices have it by now. */
export function SaveNote(): ReactElement {
  const { t, i18n } = useTranslation('apply');
  const application = useApplication();
  const { savedAt, saveError } = useApplicationState();
  const isOnline = useOnline();
  const time = new Intl.DateTimeFormat(localeOf(i18n.language), { timeStyle: 'short' }).format(new Date(savedAt));
  if (saveError !== null) return <ErrorAlert error={saveError} onRetry={() => void application.save()} />;
  return (
    <p className="apply-saved kern-body kern-body--small" role="status">
      {t(isOnline ? 'saved.everywhere' : 'saved.here', { time })}
    </p>
  );
}
