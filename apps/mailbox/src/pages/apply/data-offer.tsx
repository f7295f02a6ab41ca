import { useContext, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { answerText } from './answer-text.ts';
import { useApplication, useApplicationState } from './application-context.tsx';
import { focusField } from './problem-list.tsx';
import type { Offer } from './own-data.ts';
import { OwnDataContext, useSourceText } from './own-data-context.tsx';

/** What the person's own data can fill in on this page: with its source, and nothing without a click. */
export function DataOffer({ pointers }: { pointers: readonly string[] }): ReactElement | null {
  const { t } = useTranslation('apply');
  const application = useApplication();
  const { evaluation } = useApplicationState();
  const { offers, unproven } = useContext(OwnDataContext);
  const sourceText = useSourceText();
  const [said, setSaid] = useState('');
  const open = offers.filter(({ pointer }) => {
    const value = application.valueAt(pointer);
    const isEmpty = value === undefined || value === null || value === '';
    return isEmpty && pointers.includes(pointer) && !evaluation.hidden.has(pointer);
  });
  const take = (taken: readonly Offer[]): void => {
    for (const { pointer, value, source } of taken) application.change(pointer, value, source);
    setSaid(t('data.taken', { count: taken.length }));
    focusField(taken[0]?.pointer ?? '');
  };
  const sources = Map.groupBy(open, ({ source }) => sourceText(source));
  return (
    <>
      {[...sources].map(([source, found]) => (
        <OfferCard key={source} source={source} offers={found} onTake={take} />
      ))}
      {unproven.length > 0 && pointers.length > 0 && (
        <p className="kern-body kern-body--small">
          {t('data.unproven', { names: new Intl.ListFormat(application.language).format(unproven) })}
        </p>
      )}
      <p className="kern-sr-only" role="status">
        {said}
      </p>
    </>
  );
}

interface OfferCardProps {
  source: string;
  offers: readonly Offer[];
  onTake: (offers: readonly Offer[]) => void;
}

function OfferCard({ source, offers, onTake }: OfferCardProps): ReactElement {
  const { t, i18n } = useTranslation('apply');
  const words = { language: i18n.language, yes: t('yes'), no: t('no'), attachments: [] };
  return (
    <section className="kern-card apply-offer" aria-label={t('data.title', { source })}>
      <div className="kern-card__container">
        <h2 className="kern-title">{t('data.title', { source })}</h2>
        <p className="kern-body">{t('data.text')}</p>
        <ul className="apply-offer-values">
          {offers.map((offer) => (
            <li key={offer.pointer}>
              <span className="kern-body">
                <span className="apply-offer-name">{offer.title}: </span>
                <strong>{answerText(offer.value, offer.schema, words)}</strong>
              </span>
              <Button look="tertiary" onClick={() => onTake([offer])}>
                {t('data.take')}
                <span className="kern-sr-only"> {offer.title}</span>
              </Button>
            </li>
          ))}
        </ul>
        {offers.length > 1 && (
          <Button look="secondary" onClick={() => onTake(offers)}>
            {t('data.takeAll')}
          </Button>
        )}
      </div>
    </section>
  );
}
