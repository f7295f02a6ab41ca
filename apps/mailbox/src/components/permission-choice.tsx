import type { RequestedPermission } from '@posthorn/citizen';
import { useId, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Names } from './names.ts';
import { PermissionDetails } from './permission-terms.tsx';

interface PermissionChoiceProps {
  permission: RequestedPermission;
  isAllowed: boolean;
  onChoose: (isAllowed: boolean) => void;
  names: Names;
}

/** One thing that a service asks for, with its own switch. */
export function PermissionChoice({ permission, isAllowed, onChoose, names }: PermissionChoiceProps): ReactElement {
  const { t } = useTranslation('connect');
  const id = useId();
  const { type, domain, isOtherServices, lawfulBasis } = permission;
  const title = permission.purpose ?? names.area(permission);
  return (
    <li className="kern-card kern-card--hug permission">
      <div className="kern-card__container">
        <header className="kern-card__header">
          <p className="kern-preline">{t(`permission.types.${type}`)}</p>
          <h3 className="kern-title" id={`${id}-title`}>
            {title}
          </h3>
        </header>
        {isOtherServices && (
          <span className="kern-badge kern-badge--info">
            <span className="kern-icon kern-icon--info" aria-hidden="true" />
            <span className="kern-label">{t('permission.dataOf', { service: names.service(domain) })}</span>
          </span>
        )}
        <PermissionDetails terms={permission} names={names} />
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
          <span className="kern-sr-only">: {title}</span>
        </label>
      </div>
    </li>
  );
}
