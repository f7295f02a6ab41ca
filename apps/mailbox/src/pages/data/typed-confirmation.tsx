import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog, type ConfirmDialogProps } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';

/** Asks before something is deleted for good: the person types a word, so that no slip of a finger deletes anything. */
export function TypedConfirmation({ action, children, ...more }: Omit<ConfirmDialogProps, 'keep'>): ReactElement {
  const { t } = useTranslation('data');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState('');
  const word = t('confirm.word');
  const field = useId();

  async function confirm(): Promise<void> {
    if (typed.trim().toLowerCase() === word.toLowerCase()) return action.run();
    setProblem(t('confirm.wrong', { word }));
    document.getElementById(field)?.focus();
  }

  return (
    <ConfirmDialog {...more} keep={t('confirm.keep')} action={{ ...action, run: confirm }}>
      {children}
      <TextField
        id={field}
        label={t('confirm.label', { word })}
        problem={problem}
        value={typed}
        autoComplete="off"
        autoCapitalize="off"
        onText={(text) => {
          setTyped(text);
          setProblem('');
        }}
      />
    </ConfirmDialog>
  );
}
