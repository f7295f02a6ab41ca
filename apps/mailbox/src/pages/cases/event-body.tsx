import type { Case, CaseEvent } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { AnswersView } from './answers-view.tsx';
import { CaseFile } from './case-file.tsx';
import { DecisionView } from './decision-view.tsx';
import { DocumentRequestView } from './document-request-view.tsx';
import { QuestionView } from './question-view.tsx';

/** What an event says. Texts are shown as texts, whatever they look like. */
export function EventBody({ matter, event }: { matter: Case; event: CaseEvent }): ReactElement {
  const { t } = useTranslation('cases');
  switch (event.kind) {
    case 'application':
      return (
        <>
          <p>{t('says.application')}</p>
          <details className="event-details">
            <summary>{t('applicationText')}</summary>
            <AnswersView matter={matter} application={event} />
          </details>
          {event.attachments.map((attachment) => (
            <CaseFile key={attachment.id} matter={matter} attachment={attachment} />
          ))}
        </>
      );
    case 'receipt':
      return (
        <>
          <p>{event.verified ? t('says.receipt') : t('receiptDoubtful')}</p>
          {event.verified && (
            <p>
              <Link href={`/cases/${matter.id}/receipt`} className="kern-link">
                {t('toReceipt')}
              </Link>
            </p>
          )}
        </>
      );
    case 'refusal':
      return (
        <>
          <p>{t('says.refusal')}</p>
          <ul>
            {event.refusal?.reasons.map(({ code, path, message }) => (
              <li key={`${code} ${path}`}>{message}</li>
            ))}
          </ul>
        </>
      );
    case 'status':
      return <p>{event.text ?? t('statusIs', { status: t(`status.${event.status}`) })}</p>;
    case 'question':
      return <QuestionView matter={matter} question={event} />;
    case 'answer':
      return <p>{t('answered', { answer: answerText(matter, event) })}</p>;
    case 'document-request':
      return <DocumentRequestView matter={matter} request={event} />;
    case 'attachment':
      return <CaseFile matter={matter} attachment={event.attachment} />;
    case 'outgoing-file':
      return <p>{t('says.file', { name: event.name })}</p>;
    case 'file':
      return (
        <>
          <p>{t('says.file', { name: event.name })}</p>
          <p className="kern-body--small">{t('fileUnproven')}</p>
        </>
      );
    case 'notice':
      return (
        <>
          {event.title !== null && <p className="kern-title kern-title--small">{event.title}</p>}
          <p className="written">{event.text}</p>
        </>
      );
    case 'reply':
      return <p className="written">{event.text}</p>;
    case 'decision':
      return <DecisionView matter={matter} event={event} />;
    case 'withdrawal':
      return (
        <>
          <p>{t('says.withdrawal')}</p>
          {event.reason !== null && <p className="written">{t('reason', { reason: event.reason })}</p>}
        </>
      );
    case 'waiting':
      return <p>{t('says.waiting')}</p>;
    default:
      return <p className="written">{event.body}</p>;
  }
}

/** The words of the choices that were picked. */
function answerText(matter: Case, answer: { question: string; codes: string[] }): string {
  const asked = matter.timeline
    .filter((event) => event.kind === 'question')
    .find(({ id, eventId }) => id === answer.question || eventId === answer.question);
  const textOfCode = (code: string): string => asked?.choices.find((choice) => choice.code === code)?.text ?? code;
  return answer.codes.map(textOfCode).join(', ');
}
