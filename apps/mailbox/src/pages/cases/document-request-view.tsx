import type { Case, CaseEventOf } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useDates } from '../../i18n/dates.ts';
import { DocumentUpload } from './document-upload.tsx';
import { isOpen } from './question.ts';

interface DocumentRequestViewProps {
  matter: Case;
  request: CaseEventOf<'document-request'>;
}

/** A document that the agency asks for, with the place to hand it in. */
export function DocumentRequestView({ matter, request }: DocumentRequestViewProps): ReactElement {
  const { t } = useTranslation('cases');
  const dates = useDates();
  const [isAgain, setAgain] = useState(false);
  const { text, due } = request;
  const sent = sentFor(matter, request.id);
  const mayUpload = request.verified && isOpen(matter);
  return (
    <>
      <p className="written">
        <strong>{text}</strong>
      </p>
      {due !== null && <p>{t('dueBy', { day: dates.day(due) })}</p>}
      {sent.map((name) => (
        <p key={name} className="sent" role="status">
          <span className="kern-icon kern-icon--small kern-icon--success" aria-hidden="true" />
          {t('sentFile', { name })}
        </p>
      ))}
      {mayUpload && (sent.length === 0 || isAgain) && (
        <DocumentUpload matter={matter} request={request} onSent={() => setAgain(false)} />
      )}
      {mayUpload && sent.length > 0 && !isAgain && (
        <Button look="tertiary" onClick={() => setAgain(true)}>
          {t('sendAnother')}
        </Button>
      )}
    </>
  );
}

/** Names of what was sent for a request. */
function sentFor({ timeline }: Case, requestId: string): string[] {
  return timeline.flatMap((event) => {
    if (event.from !== 'me') return [];
    if (event.kind === 'attachment' && event.request === requestId) return [event.attachment.name];
    return event.kind === 'outgoing-file' && event.request === requestId ? [event.name] : [];
  });
}
