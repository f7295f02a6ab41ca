import type { DataOverview, OpenedDocument } from '@posthorn/citizen';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHistoryState } from 'wouter/use-browser-location';
import { Alert } from '../../components/alert.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { isAt, useNames, useOverviewNames, type Place } from '../../components/names.ts';
import { Page } from '../../components/page.tsx';
import { usePerson } from '../../session/session-context.tsx';
import { useChanges, useLoaded } from '../../session/use-live.ts';
import { placeIn, schemaOf } from './areas.ts';
import { ContentView } from './content-view.tsx';
import { DeleteAreaDialog } from './delete-area-dialog.tsx';
import { DocumentFacts } from './documents-section.tsx';
import { WriterNote } from './writer-note.tsx';

/** One document: what it says, who says so, who can read it. */
export function DocumentPage(): ReactElement {
  const place = placeIn(useHistoryState());
  const { t } = useTranslation('data');
  if (place !== null) return <Document place={place} />;
  return (
    <Page title={t('document.title')} above={t('title')}>
      <Empty title={t('document.none')} />
      <ButtonLink to="/data">{t('back')}</ButtonLink>
    </Page>
  );
}

function Document({ place }: { place: Place }): ReactElement {
  const { t } = useTranslation('data');
  const person = usePerson();
  const { domain, area } = place;
  const overview = useLoaded(() => person.data.overview(), [useChanges('data')]);
  const opened = useLoaded(() => person.data.read(domain, area), [domain, area, useChanges('data')]);
  const [isDeleted, setDeleted] = useState(false);
  const names = useNames(overview.state === 'ready' ? overview.value.connections : []);
  return (
    <Page title={names.area(place)} above={t('title')}>
      {isDeleted && <Alert kind="success" title={t('document.deleted')} takesFocus />}
      {overview.state === 'loading' && <Loading />}
      {overview.state === 'failed' && <ErrorAlert error={overview.error} onRetry={overview.reload} />}
      {overview.state === 'ready' && !isDeleted && (
        <About place={place} overview={overview.value} onDeleted={() => setDeleted(true)}>
          {opened.state === 'loading' && <Loading text={t('document.opening')} />}
          {opened.state === 'failed' && <ErrorAlert error={opened.error} onRetry={opened.reload} />}
          {opened.state === 'ready' && opened.value !== null && (
            <Content opened={opened.value} overview={overview.value} />
          )}
        </About>
      )}
      <ButtonLink to="/data" look="tertiary">
        {t('back')}
      </ButtonLink>
    </Page>
  );
}

interface AboutProps {
  place: Place;
  overview: DataOverview;
  onDeleted: () => void;
  /** The content. */
  children: ReactNode;
}

function About({ place, overview, onDeleted, children }: AboutProps): ReactElement {
  const { t } = useTranslation('data');
  const [isAsking, setAsking] = useState(false);
  const names = useOverviewNames(overview);
  const document = overview.documents.find((one) => isAt(place, one));
  if (document === undefined) return <Empty title={t('document.none')} />;
  return (
    <>
      <p className="kern-body">{t('document.keptBy', { service: names.service(place.domain) })}</p>
      {children}
      <section className="stack" aria-labelledby="facts">
        <h2 className="kern-heading-medium" id="facts">
          {t('document.about')}
        </h2>
        <DocumentFacts document={document} names={names} />
        <div className="actions">
          <ButtonLink to={`/data/connections/${encodeURIComponent(place.domain)}`} look="secondary">
            {t('document.connection')}
          </ButtonLink>
          <Button look="tertiary" onClick={() => setAsking(true)}>
            {t('delete.open')}
          </Button>
        </div>
      </section>
      {isAsking && (
        <DeleteAreaDialog place={place} names={names} onClose={() => setAsking(false)} onDeleted={onDeleted} />
      )}
    </>
  );
}

function Content({ opened, overview }: { opened: OpenedDocument; overview: DataOverview }): ReactElement {
  const { t } = useTranslation('data');
  const names = useOverviewNames(overview);
  return (
    <section className="stack" aria-labelledby="content">
      <h2 className="kern-heading-medium" id="content">
        {t('document.content')}
      </h2>
      <WriterNote opened={opened} names={names} />
      <ContentView value={opened.content} schema={schemaOf(overview, opened)} />
    </section>
  );
}
