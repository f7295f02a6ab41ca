import type { PermissionView } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import type { Names } from '../../components/names.ts';
import { PermissionDetails } from '../../components/permission-terms.tsx';
import { useDates } from '../../i18n/dates.ts';

interface PermissionCardProps {
  permission: PermissionView;
  names: Names;
  onWithdraw: () => void;
}

/** A permission as it stands, and whether it can be taken back. */
export function PermissionCard({ permission, names, onWithdraw }: PermissionCardProps): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const { type, state, decidedAt, withdrawable, lawfulBasis } = permission;
  const isActive = state === 'active';
  const title = permission.purpose ?? names.area(permission);
  return (
    <article className="kern-card kern-card--hug permission">
      <div className="kern-card__container">
        <header className="kern-card__header">
          <p className="kern-preline">{t(`permissions.types.${type}`)}</p>
          <h2 className="kern-title">{title}</h2>
        </header>
        <span className={`kern-badge kern-badge--${isActive ? 'success' : 'info'}`}>
          <span className={`kern-icon kern-icon--${isActive ? 'success' : 'info'}`} aria-hidden="true" />
          <span className="kern-label">
            {t('permissions.state', { state: t(`permissions.states.${state}`), day: dates.day(decidedAt) })}
          </span>
        </span>
        <PermissionDetails terms={permission} names={names} />
        {withdrawable && (
          <Button look="secondary" aria-label={`${t('withdraw.open')}: ${title}`} onClick={onWithdraw}>
            {t('withdraw.open')}
          </Button>
        )}
        {isActive && lawfulBasis !== 'CONSENT' && (
          <p className="kern-body permission-note">{t(`permissions.stays.${lawfulBasis}`)}</p>
        )}
      </div>
    </article>
  );
}
