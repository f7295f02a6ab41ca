import type { SavedDraft } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useChanges, useLoaded } from '../../session/use-live.ts';
import { DiscardDialog } from '../home/discard-dialog.tsx';
import { ApplicationContext } from './application-context.tsx';
import type { Application } from './application.ts';
import { FormSteps } from './form-steps.tsx';
import { findOwnData } from './own-data.ts';
import { OwnDataContext } from './own-data-context.tsx';
import { useOpenApplication, type Opened } from './use-open-application.ts';

interface ApplyPageProps {
  draftId: string;
  /** Without it the first page. */
  pageId?: string;
}

/** A draft by its address: the form, or what has become of it. */
export function ApplyPage({ draftId, pageId }: ApplyPageProps): ReactElement {
  const { t } = useTranslation('apply');
  const opened = useOpenApplication(draftId);
  if (opened.state === 'loading') return <Loading text={t('opening')} />;
  if (opened.state === 'failed') {
    return (
      <Page title={t('failed.title')}>
        <ErrorAlert error={opened.error} onRetry={opened.reload} />
      </Page>
    );
  }
  const { value } = opened;
  if (value.kind === 'open') {
    return <OpenApplication application={value.application} {...(pageId === undefined ? {} : { pageId })} />;
  }
  return <NoForm opened={value} />;
}

function OpenApplication({ application, pageId }: { application: Application; pageId?: string }): ReactElement {
  const person = usePerson();
  const data = useChanges('data');
  const own = useLoaded(() => findOwnData(person, application), [person, application, data]);
  return (
    <ApplicationContext value={application}>
      <OwnDataContext value={own.state === 'ready' ? own.value : { offers: [], unproven: [] }}>
        <FormSteps {...(pageId === undefined ? {} : { pageId })} />
      </OwnDataContext>
    </ApplicationContext>
  );
}

function NoForm({ opened }: { opened: Exclude<Opened, { kind: 'open' }> }): ReactElement {
  const { t } = useTranslation('apply');
  if (opened.kind === 'sent') {
    return (
      <Page title={t('sent.title')}>
        <Alert kind="success" title={t('sent.text')} />
        <ButtonLink to={`/cases/${encodeURIComponent(opened.matter.id)}`}>{t('sent.open')}</ButtonLink>
      </Page>
    );
  }
  if (opened.kind === 'damaged') return <DamagedDraft draft={opened.draft} />;
  return (
    <Page title={t('missing.title')}>
      <Alert kind="warning" title={t('missing.text')} />
      <ButtonLink to="/services">{t('missing.find')}</ButtonLink>
    </Page>
  );
}

/** What it was for cannot be read either, so beginning anew is finding the service again. */
function DamagedDraft({ draft }: { draft: SavedDraft }): ReactElement {
  const { t } = useTranslation('apply');
  const [, navigate] = useLocation();
  const [isAsking, setAsking] = useState(false);
  return (
    <Page title={t('damaged.title')}>
      <Alert kind="warning" title={t('damaged.text')}>
        <p>{t('damaged.kept')}</p>
      </Alert>
      <div className="actions">
        <ButtonLink to="/services">{t('damaged.anew')}</ButtonLink>
        <Button look="secondary" onClick={() => setAsking(true)}>
          {t('damaged.discard')}
        </Button>
      </div>
      {isAsking && <DiscardDialog draft={draft} onClose={() => setAsking(false)} onDiscarded={() => navigate('/')} />}
    </Page>
  );
}
