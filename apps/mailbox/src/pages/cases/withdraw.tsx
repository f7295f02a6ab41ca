import type { Case } from '@posthorn/citizen';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useAction } from '../../session/use-action.ts';

/** Takes an application back, after asking once more. */
export function Withdraw({ matter }: { matter: Case }): ReactElement {
  const { t } = useTranslation('cases');
  const [isAsking, setAsking] = useState(false);
  return (
    <section className="case-part" aria-labelledby="withdraw">
      <h2 className="kern-heading-small" id="withdraw">
        {t('withdraw.title')}
      </h2>
      <p className="kern-body">{t('withdraw.text')}</p>
      <Button look="secondary" onClick={() => setAsking(true)}>
        {t('withdraw.begin')}
      </Button>
      {isAsking && <WithdrawDialog matter={matter} onClose={() => setAsking(false)} />}
    </section>
  );
}

function WithdrawDialog({ matter, onClose }: { matter: Case; onClose: () => void }): ReactElement {
  const { t } = useTranslation(['cases', 'common']);
  const id = useId();
  const [reason, setReason] = useState('');
  const withdrawing = useAction(async () => {
    await matter.withdraw(reason.trim());
    onClose();
  });
  return (
    <ConfirmDialog
      title={t('withdraw.question')}
      deed={t('withdraw.confirm')}
      keep={t('common:cancel')}
      action={withdrawing}
      onClose={onClose}
    >
      <p className="kern-body">{t('withdraw.consequence')}</p>
      <div className="kern-form-input">
        <label className="kern-label" htmlFor={id}>
          {t('withdraw.reason')}
        </label>
        <textarea
          id={id}
          className="kern-form-input__input reply-text"
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
    </ConfirmDialog>
  );
}
