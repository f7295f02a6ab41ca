import type { RequestedPermission } from '@posthorn/citizen';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { PermissionDetails } from './permission-terms.tsx';
import { usePermissionWords } from './permission-words.ts';

interface PermissionChoiceProps {
  permission: RequestedPermission;
  isAllowed: boolean;
  onChoose: (isAllowed: boolean) => void;
  /** Of a service, by its clientId. */
  nameOf: (id: string) => string;
}

/** One thing that a service asks for, with its own switch. */
export function PermissionChoice({ permission, isAllowed, onChoose, nameOf }: PermissionChoiceProps): ReactElement {
  const { t } = useTranslation('connect');
  const words = usePermissionWords();
  const id = useId();
  const { type, domain, isOtherServices, lawfulBasis } = permission;
  return (
    <li className="kern-card kern-card--hug permission">
      <div className="kern-card__container">
        <header className="kern-card__header">
          <p className="kern-preline">{t(`permission.types.${type}`)}</p>
          <h3 className="kern-title" id={`${id}-title`}>
            {words.title(permission)}
          </h3>
        </header>
        {isOtherServices && (
          <span className="kern-badge kern-badge--info">
            <span className="kern-icon kern-icon--info" aria-hidden="true" />
            <span className="kern-label">{t('permission.dataOf', { service: nameOf(domain) })}</span>
          </span>
        )}
        <PermissionDetails terms={permission} nameOf={nameOf} />
        {lawfulBasis !== 'CONSENT' && <p className="kern-body permission-note">{t('permission.notConsent')}</p>}
        <label className="permission-switch">
          <input
            type="checkbox"
            role="switch"
            aria-checked={isAllowed}
            id={id}
            checked={isAllowed}
            aria-describedby={`${id}-title`}
            onChange={(event) => onChoose(event.target.checked)}
          />
          <span className="permission-switch-track" aria-hidden="true" />
          <span>{t(isAllowed ? 'permission.allowed' : 'permission.notAllowed')}</span>
          <span className="kern-sr-only">: {words.title(permission)}</span>
        </label>
      </div>
    </li>
  );
}
