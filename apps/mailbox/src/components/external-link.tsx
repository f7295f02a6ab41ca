import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A link that leaves the app: opens beside it, tells the other side nothing, and is marked. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }): ReactElement {
  const { t } = useTranslation();
  return (
    <a className="kern-link" href={href} target="_blank" rel="noopener noreferrer external">
      <span className="kern-icon kern-icon--open-in-new" aria-hidden="true" />
      <span>
        {children}
        <span className="kern-sr-only"> {t('newTab')}</span>
      </span>
    </a>
  );
}
