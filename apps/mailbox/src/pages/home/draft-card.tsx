import type { SavedDraft } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../components/button.tsx';
import { useDates } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';

/** A draft to go on with. A damaged one can only be discarded. */
export function DraftCard({ draft, onDiscard }: { draft: SavedDraft; onDiscard: () => void }): ReactElement {
  const { t, i18n } = useTranslation('home');
  const dates = useDates();
  const title = draft.damaged ? t('drafts.damaged') : draft.title;
  return (
    <article className="kern-card__container">
      <header className="kern-card__header">
        {!draft.damaged && <p className="kern-preline">{textOf(draft.agency.name, i18n.language)}</p>}
        <h3 className="kern-title kern-title--small">{title}</h3>
      </header>
      <p className="kern-body">
        {draft.damaged ? t('drafts.damagedText') : t('drafts.savedAt', { time: dates.time(draft.savedAt) })}
      </p>
      <div className="actions">
        {!draft.damaged && (
          <ButtonLink to={`/apply/${draft.id}`} look="secondary">
            {t('drafts.goOn')}
            <span className="kern-sr-only">: {title}</span>
          </ButtonLink>
        )}
        <Button look="tertiary" onClick={onDiscard}>
          {t('drafts.discard')}
          <span className="kern-sr-only">: {title}</span>
        </Button>
      </div>
    </article>
  );
}
