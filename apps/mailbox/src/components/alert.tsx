import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';

type Kind = 'info' | 'success' | 'warning' | 'danger';

interface AlertProps {
  kind: Kind;
  title: string;
  children?: ReactNode;
  /** Read out at once: for what comes as an answer to something the person did. */
  isLive?: boolean;
  /** Takes the focus, and so is read out and seen: for what comes where the button was that the person has pressed. */
  takesFocus?: boolean;
}

/** A message that stands out. */
export function Alert({ kind, title, children, isLive = false, takesFocus = false }: AlertProps): ReactElement {
  const id = useId();
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) alert.current?.focus();
  }, [takesFocus]);
  const role = isLive ? (kind === 'danger' ? 'alert' : 'status') : 'group';
  return (
    <div
      ref={alert}
      className={`kern-alert kern-alert--${kind}`}
      role={role}
      aria-labelledby={id}
      tabIndex={takesFocus ? -1 : undefined}
    >
      <div className="kern-alert__header">
        <span className={`kern-icon kern-icon--${kind}`} aria-hidden="true" />
        <span className="kern-title" id={id}>
          {title}
        </span>
      </div>
      {children !== undefined && <div className="kern-alert__body kern-body">{children}</div>}
    </div>
  );
}
