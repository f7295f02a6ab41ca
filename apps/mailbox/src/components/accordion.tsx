import type { ReactElement, ReactNode } from 'react';

interface AccordionProps {
  title: string;
  isOpen?: boolean;
  children: ReactNode;
  'data-test'?: string;
}

/** Something that most people need not see: opens and closes by its heading. */
export function Accordion({ title, isOpen = false, children, ...more }: AccordionProps): ReactElement {
  return (
    <details className="kern-accordion" open={isOpen}>
      <summary className="kern-accordion__header" data-test={more['data-test']}>
        <span className="kern-title">{title}</span>
      </summary>
      <section className="kern-accordion__body">{children}</section>
    </details>
  );
}
