import type { Case } from '@posthorn/citizen';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Alert } from '../../components/alert.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useApplication, useApplicationState } from './application-context.tsx';
import { FormPage } from './form-page.tsx';
import { focusField } from './problem-list.tsx';
import { SummaryPage } from './summary-page.tsx';

/** No page of a form can have this id. */
const summary = '_summary';

/** The pages of the form that are shown with the answers so far, one after the other, and the summary at the end. */
export function FormSteps({ pageId }: { pageId?: string }): ReactElement {
  const { t } = useTranslation('apply');
  const [, navigate] = useLocation();
  const application = useApplication();
  const { evaluation } = useApplicationState();
  const [waiting, setWaiting] = useState<Case | null>(null);
  const mended = useRef('');
  const pages = application.form.pages.filter(({ id }) => evaluation.pages.includes(id));
  const position =
    pageId === summary
      ? pages.length
      : Math.max(
          0,
          pages.findIndex(({ id }) => id === pageId),
        );
  const goTo = (place: number): void => navigate(`/apply/${application.draft.id}/${pages[place]?.id ?? summary}`);
  useEffect(() => {
    if (mended.current !== '') focusField(mended.current);
    mended.current = '';
  });
  if (waiting !== null) {
    return (
      <Page title={t('waiting.title')} above={application.title}>
        <Alert kind="info" title={t('waiting.text')} />
        <ButtonLink to={`/cases/${encodeURIComponent(waiting.id)}`}>{t('sent.open')}</ButtonLink>
      </Page>
    );
  }
  const page = pages[position];
  if (page !== undefined) {
    return (
      <FormPage
        key={page.id}
        page={page}
        current={position + 1}
        total={pages.length + 1}
        onBack={position === 0 ? null : () => goTo(position - 1)}
        onNext={() => goTo(position + 1)}
      />
    );
  }
  return (
    <SummaryPage
      pages={pages}
      onBack={() => goTo(pages.length - 1)}
      onMend={(problem) => {
        const place = pages.findIndex(({ id }) => id === problem.page);
        if (place < 0) return;
        application.tryPage(problem.page ?? '');
        mended.current = problem.path;
        goTo(place);
      }}
      onSent={(matter) => {
        if (matter.status === 'sending') setWaiting(matter);
        else navigate(`/cases/${encodeURIComponent(matter.id)}`, { replace: true });
      }}
    />
  );
}
