import type { CaseEvent } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Whether a message is from who it says, in plain words. What a person has said on this device needs no words. */
export function TrustNote({ event }: { event: CaseEvent }): ReactElement | null {
  const { t } = useTranslation('cases');
  const { verified, proof, problem, kind, from, delivery } = event;
  if (kind === 'waiting') return null;
  if (verified) {
    if (from === 'me' || proof === null) return null;
    return (
      <p className="trust kern-body--small">
        <span className="kern-icon kern-icon--small kern-icon--check" aria-hidden="true" />
        {t(`trust.${proof}`)}
      </p>
    );
  }
  if (delivery === 'stopped') return null;
  return (
    <p className="trust trust--doubt kern-body--small">
      <span className="kern-icon kern-icon--small kern-icon--warning" aria-hidden="true" />
      <span>
        <strong>{t('trust.none')}</strong> {t([`problems.${problem?.code ?? 'other'}`, 'problems.other'])}
      </span>
    </p>
  );
}
