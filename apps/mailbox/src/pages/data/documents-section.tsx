import type { DataOverview, DocumentView } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Empty } from '../../components/empty.tsx';
import { LongList } from '../../components/long-list.tsx';
import { useOverviewNames, type Names } from '../../components/names.ts';
import { Fact } from '../../components/permission-terms.tsx';
import { useDates } from '../../i18n/dates.ts';
import { documentGroups } from './areas.ts';

/** What is stored, by the agency that keeps it. */
export function DocumentsSection({ overview }: { overview: DataOverview }): ReactElement {
  const { t } = useTranslation('data');
  const names = useOverviewNames(overview);
  return (
    <section className="stack" aria-labelledby="documents">
      <h2 className="kern-heading-medium" id="documents">
        {t('documents.title')}
      </h2>
      {overview.documents.length === 0 && (
        <Empty title={t('documents.none')}>
          <p>{t('documents.noneHint')}</p>
        </Empty>
      )}
      {documentGroups(overview.documents).map(({ domain, documents }) => (
        <div key={domain} className="stack group">
          <h3 className="kern-heading-small">{names.service(domain)}</h3>
          <LongList
            items={documents}
            size={10}
            className="cards"
            keyOf={({ area }) => area}
            render={(document) => <DocumentCard document={document} names={names} />}
          />
        </div>
      ))}
    </section>
  );
}

interface DocumentCardProps {
  document: DocumentView;
  names: Names;
}

function DocumentCard({ document, names }: DocumentCardProps): ReactElement {
  const { t } = useTranslation('data');
  const { domain, area } = document;
  return (
    <article className="kern-card kern-card--hug">
      <div className="kern-card__container">
        <h4 className="kern-title">
          <Link className="kern-link card-link" href="/data/document" state={{ domain, area }}>
            {names.area(document)}
          </Link>
        </h4>
        <DocumentFacts document={document} names={names} />
        {!document.sealedToMe && (
          <p className="kern-body">
            <span className="kern-icon kern-icon--warning" aria-hidden="true" /> {t('documents.notForMe')}
          </p>
        )}
      </div>
    </article>
  );
}

/** What is known about a document without opening it. */
export function DocumentFacts({ document, names }: DocumentCardProps): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const { version, changedAt, writer, readers } = document;
  return (
    <dl className="kern-description-list">
      <Fact name={t('documents.changed')}>
        {t('documents.version', {
          version,
          time: dates.time(changedAt),
          who: writer === null ? 'you' : names.service(writer),
          context: writer === null ? 'you' : 'service',
        })}
      </Fact>
      <Fact name={t('documents.readers')}>
        {readers.length === 0
          ? t('documents.onlyYou')
          : t('documents.youAnd', { who: readers.map(names.service).join(', ') })}
      </Fact>
    </dl>
  );
}
