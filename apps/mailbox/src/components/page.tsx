import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface PageProps {
  title: string;
  /** A line above the heading that says where the page belongs. */
  above?: ReactNode;
  children: ReactNode;
}

/** A page with its one heading: names the document and takes the focus, so that a screen reader begins to read here. */
export function Page({ title, above, children }: PageProps): ReactElement {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    globalThis.scrollTo(0, 0);
  }, []);
  return (
    <div className="page">
      {above !== undefined && <p className="kern-preline">{above}</p>}
      <h1 className="kern-heading-large" tabIndex={-1} ref={heading}>
        {title}
      </h1>
      {children}
    </div>
  );
}
