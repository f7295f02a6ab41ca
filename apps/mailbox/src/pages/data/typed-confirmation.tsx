import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { Action } from '../../session/use-action.ts';

interface TypedConfirmationProps {
  title: string;
  /** What the button says. */
  deed: string;
  action: Action<[]>;
  onClose: () => void;
  /** The warning. */
  children: ReactNode;
}

/** Asks before something is deleted for good: the person types a word, so that no slip of a finger deletes anything. */
export function TypedConfirmation({ title, deed, action, onClose, children }: TypedConfirmationProps): ReactElement {
  const { t } = useTranslation('data');
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState('');
  const word = t('confirm.word');

  function confirm(): void {
    if (typed.trim().toLowerCase() === word.toLowerCase()) void action.run();
    else setProblem(t('confirm.wrong', { word }));
  }

  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button look="secondary" onClick={onClose}>
            {t('confirm.keep')}
          </Button>
          <Button isBusy={action.isRunning} onClick={confirm}>
            {deed}
          </Button>
        </>
      }
    >
      <div className="stack">
        {children}
        <TextField
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
        {action.error !== null && <ErrorAlert error={action.error} />}
      </div>
    </Dialog>
  );
}
