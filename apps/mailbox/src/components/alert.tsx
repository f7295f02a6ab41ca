import { useId, type ReactElement, type ReactNode } from 'react';

type Kind = 'info' | 'success' | 'warning' | 'danger';

interface AlertProps {
  kind: Kind;
  title: string;
  children?: ReactNode;
  /** Read out at once: for what comes as an answer to something the person did. */
  isLive?: boolean;
}

/** A message that stands out. */
export function Alert({ kind, title, children, isLive = false }: AlertProps): ReactElement {
  const id = useId();
  const role = isLive ? (kind === 'danger' ? 'alert' : 'status') : 'group';
  return (
    <div className={`kern-alert kern-alert--${kind}`} role={role} aria-labelledby={id}>
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
