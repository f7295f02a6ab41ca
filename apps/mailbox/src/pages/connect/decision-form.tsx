import type { RequestedPermission } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import type { Names } from '../../components/names.ts';
import { PermissionChoice } from '../../components/permission-choice.tsx';
import type { Action } from '../../session/use-action.ts';

interface DecisionFormProps {
  permissions: RequestedPermission[];
  names: Names;
  /** Sends the ids of what is approved. */
  action: Action<[approve: string[]]>;
  /** What it means to allow nothing. */
  hint: string;
  /** What the button says with so many points approved. */
  submitText: (count: number) => string;
  /** Absent if a refusal is an answer like any other. */
  onDecline?: () => void;
}

/**
 * Each point that a service asks for, with a switch. All are off at first, those that rest on a law, too: a service gets nothing before
 * the person has unlocked it, and what is on beforehand is no decision (GDPR Art. 4(11), Art. 25(2)).
 */
export function DecisionForm(props: DecisionFormProps): ReactElement {
  const { permissions, names, action, hint, submitText, onDecline } = props;
  const { t } = useTranslation('connect');
  const [allowed, setAllowed] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string, isAllowed: boolean): void => {
    const others = [...allowed].filter((other) => other !== id);
    setAllowed(new Set(isAllowed ? [...others, id] : others));
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void action.run([...allowed]);
      }}
    >
      <h2 className="kern-title kern-title--large">{t('points', { count: permissions.length })}</h2>
      <p className="kern-body">{hint}</p>
      <div className="actions">
        <Button look="secondary" onClick={() => setAllowed(new Set(permissions.map(({ id }) => id)))}>
          {t('allowAll')}
        </Button>
        <Button look="secondary" onClick={() => setAllowed(new Set())}>
          {t('allowNone')}
        </Button>
      </div>
      <ul className="permissions">
        {permissions.map((permission) => (
          <PermissionChoice
            key={permission.id}
            permission={permission}
            names={names}
            isAllowed={allowed.has(permission.id)}
            onChoose={(isAllowed) => choose(permission.id, isAllowed)}
          />
        ))}
      </ul>
      <p className="kern-body" role="status">
        {t('chosen', { count: allowed.size, total: permissions.length })}
      </p>
      {action.error !== null && <ErrorAlert error={action.error} />}
      <div className="actions">
        <Button type="submit" isBusy={action.isRunning}>
          {submitText(allowed.size)}
        </Button>
        {onDecline !== undefined && (
          <Button look="tertiary" onClick={onDecline}>
            {t('decline')}
          </Button>
        )}
      </div>
    </form>
  );
}
