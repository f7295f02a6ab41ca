import type { Service } from '@posthorn/citizen';
import type { DocumentKind, FileRule } from '@posthorn/service-definition';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../i18n/text-of.ts';
import { fileSizeText, fileTypesText } from '../../components/files/file-words.ts';
import { neededFiles, type NeededFile } from './needed-files.ts';

/** What one should have at hand. */
export function NeedSection({ service }: { service: Service }): ReactElement {
  const { t } = useTranslation('services');
  const files = neededFiles(service.form);
  const { documents = [] } = service.definition;
  return (
    <section className="services-section">
      <h2 className="kern-heading-medium">{t('need.title')}</h2>
      {files.length === 0 && documents.length === 0 && <p className="kern-body">{t('need.nothing')}</p>}
      <Files title={t('need.always')} files={files.filter(({ isAlways }) => isAlways)} />
      <Files title={t('need.maybe')} files={files.filter(({ isAlways }) => !isAlways)} />
      <LaterDocuments documents={documents} />
    </section>
  );
}

function Files({ title, files }: { title: string; files: NeededFile[] }): ReactElement | null {
  if (files.length === 0) return null;
  return (
    <>
      <h3 className="kern-title kern-title--small">{title}</h3>
      <ul className="kern-list kern-list--bullet">
        {files.map(({ title: name, rule }) => (
          <li key={name}>
            {name} <FileLimits rule={rule} />
          </li>
        ))}
      </ul>
    </>
  );
}

function LaterDocuments({ documents }: { documents: DocumentKind[] }): ReactElement | null {
  const { t, i18n } = useTranslation('services');
  if (documents.length === 0) return null;
  return (
    <>
      <h3 className="kern-title kern-title--small">{t('need.later')}</h3>
      <ul className="kern-list kern-list--bullet">
        {documents.map(({ id, title, description, accept, maxSize }) => (
          <li key={id}>
            {textOf(title, i18n.language)} <FileLimits rule={{ accept, maxSize }} />
            {description !== undefined && <p className="kern-body">{textOf(description, i18n.language)}</p>}
          </li>
        ))}
      </ul>
    </>
  );
}

function FileLimits({ rule }: { rule: FileRule }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const types = fileTypesText(rule.accept, i18n.language);
  const size = fileSizeText(rule.maxSize, i18n.language);
  return <span className="kern-body--muted">{t('need.limits', { types, size })}</span>;
}
