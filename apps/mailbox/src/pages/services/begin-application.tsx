import type { SavedDraft, Service } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { useDates } from '../../i18n/dates.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { useChanges, useLoaded } from '../../session/use-live.ts';

/** Begins an application, or goes on with the one that was begun. */
export function BeginApplication({ service }: { service: Service }): ReactElement | null {
  const { t } = useTranslation('services');
  const person = usePerson();
  const [, navigate] = useLocation();
  const drafts = useLoaded(() => person.drafts(), [useChanges('drafts')]);
  const begin = useAction(async () => {
    const draft = await person.draft(service);
    await draft.save();
    navigate(`/apply/${draft.id}`);
  });
  if (drafts.state === 'loading') return null;
  const begun = drafts.state === 'ready' ? drafts.value.find((draft) => isOf(draft, service)) : undefined;
  return (
    <>
      {begun !== undefined && <BegunNote draft={begun} />}
      <div className="actions">
        {begun !== undefined && <ButtonLink to={`/apply/${begun.id}`}>{t('begin.goOn')}</ButtonLink>}
        <Button
          look={begun === undefined ? 'primary' : 'secondary'}
          isBusy={begin.isRunning}
          onClick={() => void begin.run()}
        >
          {begun === undefined ? t('begin.begin') : t('begin.another')}
        </Button>
      </div>
      {begin.error !== null && <ErrorAlert error={begin.error} onRetry={() => void begin.run()} />}
    </>
  );
}

function BegunNote({ draft }: { draft: SavedDraft }): ReactElement {
  const { t } = useTranslation('services');
  const dates = useDates();
  return (
    <Alert kind="info" title={t('begin.begun')}>
      <p>{t('begin.savedAt', { moment: dates.time(draft.savedAt) })}</p>
    </Alert>
  );
}

function isOf(draft: SavedDraft, service: Service): boolean {
  return draft.agency.id === service.agency.id && draft.service?.id === service.id;
}
