import type { SavedDraft } from '@posthorn/citizen';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorAlert } from '../../components/error-alert.tsx';
import { Loading } from '../../components/loading.tsx';
import { LongList } from '../../components/long-list.tsx';
import type { Loaded } from '../../session/use-live.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { DraftCard } from './draft-card.tsx';

/** Applications that were begun, the last saved first. */
export function DraftSection({ drafts }: { drafts: Loaded<SavedDraft[]> }): ReactElement | null {
  const { t } = useTranslation('home');
  const heading = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState<SavedDraft | null>(null);
  const [discarded, setDiscarded] = useState(0);
  useEffect(() => {
    // The button that had the focus is going.
    if (discarded > 0) heading.current?.focus();
  }, [discarded]);
  if (drafts.state === 'ready' && drafts.value.length === 0 && discarded === 0) return null;
  return (
    <section className="home-section" aria-labelledby="home-drafts">
      <h2 className="kern-heading-medium" id="home-drafts" tabIndex={-1} ref={heading}>
        {t('drafts.title')}
      </h2>
      <p className="kern-body home-note" role="status">
        {discarded > 0 && t('drafts.discarded')}
      </p>
      {drafts.state === 'loading' && <Loading />}
      {drafts.state === 'failed' && <ErrorAlert error={drafts.error} onRetry={drafts.reload} />}
      {drafts.state === 'ready' && (
        <LongList
          items={drafts.value}
          size={10}
          keyOf={({ id }) => id}
          className="home-list"
          itemClassName="kern-card kern-card--small kern-card--hug"
          render={(draft) => <DraftCard draft={draft} onDiscard={() => setAsked(draft)} />}
        />
      )}
      {asked !== null && (
        <DiscardDialog
          draft={asked}
          onClose={() => setAsked(null)}
          onDiscarded={() => {
            setAsked(null);
            setDiscarded(discarded + 1);
          }}
        />
      )}
    </section>
  );
}
