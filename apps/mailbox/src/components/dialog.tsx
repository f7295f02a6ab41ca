import { useId, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface DialogProps {
  title: string;
  /** Called when the person closes it: by the button, or the escape key. */
  onClose: () => void;
  children: ReactNode;
  /** Buttons. */
  footer: ReactNode;
}

/** A modal dialog: the browser's own, which keeps the focus inside, and gives it back when it is closed before it goes. */
export function Dialog({ title, onClose, children, footer }: DialogProps): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="kern-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      // Browsers let nobody keep a dialog open against a second press of the key.
      onClose={() => dialog.current !== null && onClose()}
    >
      <header className="kern-dialog__header">
        <h2 className="kern-title kern-title--large" id={id}>
          {title}
        </h2>
        <button type="button" className="kern-btn kern-btn--tertiary" onClick={onClose}>
          <span className="kern-icon kern-icon--close" aria-hidden="true" />
          <span className="kern-label kern-sr-only">{t('close')}</span>
        </button>
      </header>
      <section className="kern-dialog__body">{children}</section>
      <footer className="kern-dialog__footer">{footer}</footer>
    </dialog>
  );
}
