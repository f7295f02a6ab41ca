import type { SavedDraft } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { useAction } from '../../session/use-action.ts';

interface DiscardDialogProps {
  draft: SavedDraft;
  onClose: () => void;
  onDiscarded: () => void;
}

/** Asks once more before a draft is gone for good. */
export function DiscardDialog({ draft, onClose, onDiscarded }: DiscardDialogProps): ReactElement {
  const { t } = useTranslation('home');
  const discard = useAction(async () => {
    await draft.discard();
    onDiscarded();
  });
  return (
    <Dialog
      title={t('discard.title')}
      onClose={onClose}
      footer={
        <>
          <Button look="secondary" onClick={onClose}>
            {t('discard.keep')}
          </Button>
          <Button isBusy={discard.isRunning} onClick={() => void discard.run()}>
            {t('discard.yes')}
          </Button>
        </>
      }
    >
      <p className="kern-body">{draft.damaged ? t('discard.damaged') : t('discard.text', { title: draft.title })}</p>
      {discard.error !== null && <ErrorAlert error={discard.error} />}
    </Dialog>
  );
}
