import type { ConnectionView, PermissionView } from '@posthorn/citizen';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { usePermissionWords } from '../../components/permission-words.ts';
import { usePerson } from '../../session/session-context.tsx';
import { useAction, type Action } from '../../session/use-action.ts';

interface ChangeLocksProps {
  service: ConnectionView['service'];
  onClose: () => void;
  onDone: () => void;
}

/** Takes one consent back. */
export function WithdrawDialog(props: ChangeLocksProps & { permission: PermissionView }): ReactElement {
  const { service, permission, onClose, onDone } = props;
  const { t } = useTranslation('data');
  const person = usePerson();
  const words = usePermissionWords();
  const withdrawal = useAction(async () => {
    await person.data.withdraw(permission.id);
    onClose();
    onDone();
  });
  return (
    <ChangeLocksDialog title={t('withdraw.title')} deed={t('withdraw.deed')} action={withdrawal} onClose={onClose}>
      <p className="kern-body">
        {t(`withdraw.${permission.type}`, { service: service.name, what: words.title(permission) })}
      </p>
      <p className="kern-body">{t('withdraw.hint')}</p>
    </ChangeLocksDialog>
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
    <ChangeLocksDialog title={t('disconnect.title')} deed={t('disconnect.deed')} action={ending} onClose={onClose}>
      <p className="kern-body">{t('disconnect.warning', { service: service.name })}</p>
      <p className="kern-body">{t('withdraw.hint')}</p>
    </ChangeLocksDialog>
  );
}

interface ChangeLocksDialogProps {
  title: string;
  deed: string;
  action: Action<[]>;
  onClose: () => void;
  children: ReactNode;
}

function ChangeLocksDialog({ title, deed, action, onClose, children }: ChangeLocksDialogProps): ReactElement {
  const { t } = useTranslation('data');
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button look="secondary" onClick={onClose}>
            {t('withdraw.keep')}
          </Button>
          <Button isBusy={action.isRunning} onClick={() => void action.run()}>
            {deed}
          </Button>
        </>
      }
    >
      <div className="stack">
        {children}
        {action.error !== null && <ErrorAlert error={action.error} />}
      </div>
    </Dialog>
  );
}
