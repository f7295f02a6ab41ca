import type { ReactElement, ReactNode } from 'react';
import type { Action } from '../session/use-action.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorAlert } from './error-alert.tsx';

export interface ConfirmDialogProps {
  title: string;
  /** What the button says that does it. */
  deed: string;
  /** What the button says that does nothing. */
  keep: string;
  action: Pick<Action<[]>, 'run' | 'isRunning' | 'error'>;
  onClose: () => void;
  /** What it means. */
  children: ReactNode;
}

/** Asks once more before something is done. It stays open as long as that goes on, and when it fails. */
export function ConfirmDialog({ title, deed, keep, action, onClose, children }: ConfirmDialogProps): ReactElement {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button look="secondary" onClick={onClose}>
            {keep}
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
