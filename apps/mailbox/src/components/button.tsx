import type { ButtonHTMLAttributes, ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

type Look = 'primary' | 'secondary' | 'tertiary';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  /** While true the button says that something is under way, and does nothing more. */
  isBusy?: boolean;
}

/** A button of the design standard. It stays in the tab order while it is busy, so that the focus is not lost. */
export function Button({ look = 'primary', isBusy = false, children, onClick, ...more }: ButtonProps): ReactElement {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      {...more}
      className={`kern-btn kern-btn--${look} ${more.className ?? ''}`}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
    >
      {isBusy && <span className="kern-loader kern-loader--visible busy" aria-hidden="true" />}
      <span className="kern-label">{children}</span>
      {isBusy && <span className="kern-sr-only">{t('underWay')}</span>}
    </button>
  );
}

/** A link to a page of the app that looks like a button. */
export function ButtonLink({
  to,
  look = 'primary',
  children,
}: {
  to: string;
  look?: Look;
  children: ReactNode;
}): ReactElement {
  return (
    <Link href={to} className={`kern-btn kern-btn--${look}`}>
      <span className="kern-label">{children}</span>
    </Link>
  );
}
