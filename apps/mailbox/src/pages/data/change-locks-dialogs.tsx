import type { ConnectionView, PermissionView } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import type { Names } from '../../components/names.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction } from '../../session/use-action.ts';

interface ChangeLocksProps {
  service: ConnectionView['service'];
  onClose: () => void;
  onDone: () => void;
}

/** Takes one consent back. */
export function WithdrawDialog(props: ChangeLocksProps & { permission: PermissionView; names: Names }): ReactElement {
  const { service, permission, names, onClose, onDone } = props;
  const { t } = useTranslation('data');
  const person = usePerson();
  const withdrawal = useAction(async () => {
    await person.data.withdraw(permission.id);
    onClose();
    onDone();
  });
  return (
    <ConfirmDialog
      title={t('withdraw.title')}
      deed={t('withdraw.deed')}
      keep={t('withdraw.keep')}
      action={withdrawal}
      onClose={onClose}
    >
      <p className="kern-body">
        {t(`withdraw.${permission.type}`, {
          service: service.name,
          what: permission.purpose ?? names.area(permission),
        })}
      </p>
      <p className="kern-body">{t('withdraw.hint')}</p>
    </ConfirmDialog>
  );
}

/** Ends a connection. */
export function DisconnectDialog({ service, onClose, onDone }: ChangeLocksProps): ReactElement {
  const { t } = useTranslation('data');
  const person = usePerson();
  const ending = useAction(async () => {
    await person.data.disconnect(service.id);
    onClose();
    onDone();
  });
  return (
    <ConfirmDialog
      title={t('disconnect.title')}
      deed={t('disconnect.deed')}
      keep={t('withdraw.keep')}
      action={ending}
      onClose={onClose}
    >
      <p className="kern-body">{t('disconnect.warning', { service: service.name })}</p>
      <p className="kern-body">{t('withdraw.hint')}</p>
    </ConfirmDialog>
  );
}
