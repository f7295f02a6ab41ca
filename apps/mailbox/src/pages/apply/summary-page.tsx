import type { Case } from '@posthorn/citizen';
import type { AnswerProblem, LocalizedPage } from '@posthorn/service-definition';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Page } from '../../components/page.tsx';
import { useOnline } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';
import { durationText } from '../services/duration-text.ts';
import { useApplication, useApplicationState } from './application-context.tsx';
import { FeeLines } from './fee-lines.tsx';
import { ProblemList } from './problem-list.tsx';
import { SaveNote } from './save-note.tsx';
import { Steps } from './steps.tsx';
import { SummaryPart } from './summary-part.tsx';

interface SummaryPageProps {
  pages: readonly LocalizedPage[];
  onBack: () => void;
  /** The person wants to mend something: the page where it is. */
  onMend: (problem: AnswerProblem) => void;
  onSent: (matter: Case) => void;
}

/** All that will be sent, to be read before it is. */
export function SummaryPage({ pages, onBack, onMend, onSent }: SummaryPageProps): ReactElement {
  const { t, i18n } = useTranslation('apply');
  const application = useApplication();
  const { evaluation, transfer } = useApplicationState();
  const isOnline = useOnline();
  const [attempt, setAttempt] = useState(0);
  const sending = useAction(async () => {
    if (application.state.evaluation.valid) onSent(await application.submit());
    else setAttempt((number) => number + 1);
  });
  const { agency } = application;
  const duration = durationText(application.draft.definition.retention, i18n.language);
  return (
    <Page title={t('summary.title')} above={application.title}>
      <Steps current={pages.length + 1} total={pages.length + 1} />
      <p className="kern-body">{t('summary.text')}</p>
      {!evaluation.valid && <ProblemList problems={evaluation.problems} attempt={attempt} onChoose={onMend} />}
      {pages.map((page, index) => (
        <SummaryPart key={page.id} page={page} number={index + 1} />
      ))}
      <FeeLines />
      <section aria-labelledby="apply-what-happens">
        <h2 className="kern-heading-medium" id="apply-what-happens">
          {t('summary.dataTitle')}
        </h2>
        <ul className="kern-list kern-list--bullet">
          <li>{t('summary.encrypted', { agency })}</li>
          <li>{t('summary.retention', { agency, duration })}</li>
          <li>{t('summary.receipt')}</li>
        </ul>
      </section>
      {!isOnline && <Alert kind="info" title={t('summary.offline')} />}
      {sending.error !== null && <ErrorAlert error={sending.error} onRetry={() => void sending.run()} />}
      {transfer !== null && sending.isRunning && (
        <progress
          className="apply-sending"
          aria-label={t('summary.sending')}
          max={transfer.total}
          value={transfer.sent}
        />
      )}
      <div className="actions">
        <Button isBusy={sending.isRunning} onClick={() => void sending.run()}>
          {t('summary.send')}
        </Button>
        <Button look="secondary" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
      <SaveNote />
    </Page>
  );
}
