import type { Case } from '@posthorn/citizen';
import { useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Alert } from '../../components/alert.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { saveFile } from '../../components/files/save-file.ts';
import { useAction } from '../../session/use-action.ts';

/** What can be done with a receipt. */
export function ReceiptActions({ matter }: { matter: Case }): ReactElement {
  const { t } = useTranslation('cases');
  const [isChecked, setChecked] = useState(false);
  const checking = useAction(async () => {
    setChecked(false);
    await matter.verifyReceipt();
    setChecked(true);
  });
  const saving = useAction(async () => {
    const proof = await matter.receiptProof();
    saveFile(`${t('receipt.fileName')}-${matter.id}.json`, JSON.stringify(proof, null, 2));
  });
  const error = checking.error ?? saving.error;
  return (
    <>
      <div className="actions">
        <Button isBusy={checking.isRunning} onClick={() => void checking.run()}>
          {t('receipt.check')}
        </Button>
        <Button look="secondary" isBusy={saving.isRunning} onClick={() => void saving.run()}>
          {t('receipt.save')}
        </Button>
        <Button look="secondary" onClick={() => globalThis.print()}>
          {t('receipt.print')}
        </Button>
      </div>
      <p className="receipt-note kern-body kern-body--small">{t('receipt.note')}</p>
      {isChecked && (
        <Alert kind="success" title={t('receipt.valid')} isLive>
          {t('receipt.validText')}
        </Alert>
      )}
      {error !== null && <ErrorAlert error={error} />}
    </>
  );
}
