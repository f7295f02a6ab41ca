import type { Case, CaseEventOf } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { CaseFile } from './case-file.tsx';

const kinds = { approved: 'success', 'partly-approved': 'warning', rejected: 'danger' } as const;

/** What the agency has decided, with its letters. */
export function DecisionView({ matter, event }: { matter: Case; event: CaseEventOf<'decision'> }): ReactElement {
  const { t } = useTranslation('cases');
  const { decision } = event;
  if (decision === null) return <p>{t('decisionDoubtful')}</p>;
  const kind = kinds[decision.outcome];
  return (
    <>
      <p>
        <span className={`kern-badge kern-badge--${kind}`}>
          <span className={`kern-icon kern-icon--${kind}`} aria-hidden="true" />
          <span className="kern-label kern-label--small">{t(`outcome.${decision.outcome}`)}</span>
        </span>
      </p>
      <p className="written">{decision.text}</p>
      {decision.files.map((attachment) => (
        <CaseFile key={attachment.id} matter={matter} attachment={attachment} />
      ))}
    </>
  );
}
