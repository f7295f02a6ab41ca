import type { Case } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

type Kind = 'info' | 'success' | 'warning' | 'danger';

const kinds: Record<Case['status'], Kind> = {
  sending: 'info',
  submitted: 'info',
  received: 'info',
  'in-progress': 'info',
  'action-required': 'warning',
  decided: 'success',
  rejected: 'danger',
  withdrawn: 'warning',
  closed: 'success',
};

/** Where a case stands, in words. */
export function StatusBadge({ status }: { status: Case['status'] }): ReactElement {
  const { t } = useTranslation('cases');
  const kind = kinds[status];
  return (
    <span className={`kern-badge kern-badge--${kind}`}>
      <span className={`kern-icon kern-icon--${kind}`} aria-hidden="true" />
      <span className="kern-label kern-label--small">{t(`status.${status}`)}</span>
    </span>
  );
}
