import type { SavedDraft } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
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
    <ConfirmDialog
      title={t('discard.title')}
      deed={t('discard.yes')}
      keep={t('discard.keep')}
      action={discard}
      onClose={onClose}
    >
      <p className="kern-body">{draft.damaged ? t('discard.damaged') : t('discard.text', { title: draft.title })}</p>
    </ConfirmDialog>
  );
}
