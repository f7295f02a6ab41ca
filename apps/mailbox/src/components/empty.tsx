import type { ReactElement, ReactNode } from 'react';

/** A list without entries: says so, and what to do instead. */
export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <div className="empty kern-card">
      <div className="kern-card__container">
        <p className="kern-title">{title}</p>
        {children !== undefined && <div className="kern-body">{children}</div>}
      </div>
    </div>
  );
}
