import type { LegalBasis } from '@posthorn/service-definition';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ExternalLink } from '../../components/external-link.tsx';

/** The laws that the service rests on; those that are known lead to their text. */
export function LawSection({ laws }: { laws: readonly LegalBasis[] }): ReactElement | null {
  const { t } = useTranslation('services');
  if (laws.length === 0) return null;
  return (
    <section className="services-section">
      <h2 className="kern-heading-medium">{t('law.title')}</h2>
      <ul className="kern-list kern-list--bullet">
        {laws.map(({ title, url }) => (
          <li key={title} lang="de">
            {isWebAddress(url) ? <ExternalLink href={url}>{title}</ExternalLink> : title}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** An agency's file says where a law stands; nothing but the web is opened. */
function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//.test(url);
}
