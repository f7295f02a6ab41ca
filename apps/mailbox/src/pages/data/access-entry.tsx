import type { AccessView } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { saveFile } from '../../components/files/save-file.ts';
import type { Names } from '../../components/names.ts';
import { Fact } from '../../components/permission-terms.tsx';
import { useDates } from '../../i18n/dates.ts';
import type { AccessFacts } from './access-facts.ts';

interface AccessEntryProps {
  entry: AccessView;
  facts: AccessFacts;
  /** Who it was, in words. */
  actor: string;
  names: Names;
}

/** Somebody has done something, or tried to. */
export function AccessEntry({ entry, facts, actor, names }: AccessEntryProps): ReactElement {
  const { t } = useTranslation('data');
  const dates = useDates();
  const { seq, at, action, outcome } = entry;
  const { places, reasons, refused, isOwn } = facts;
  const time = dates.time(at);
  const way = isOwn ? 'you' : refused === 'all' ? 'refused' : 'service';
  return (
    <article className="kern-card kern-card--hug">
      <div className="kern-card__container">
        <header className="kern-card__header">
          <p className="kern-preline">{time}</p>
          <h2 className="kern-title">
            {t([`access.actions.${action}_${way}`, `access.actions.${action}_service`], { who: actor })}
          </h2>
        </header>
        {refused !== 'no' && (
          <span className="kern-badge kern-badge--warning">
            <span className="kern-icon kern-icon--warning" aria-hidden="true" />
            <span className="kern-label">{t(`access.refused.${refused}`)}</span>
          </span>
        )}
        {(places.length > 0 || reasons.length > 0 || refused === 'all') && (
          <dl className="kern-description-list">
            {places.length > 0 && <Fact name={t('access.about')}>{places.map(names.place).join(', ')}</Fact>}
            {reasons.length > 0 && <Fact name={t('access.why')}>{reasons.join(' · ')}</Fact>}
            {outcome !== 'done' && (
              <Fact name={t('access.whyRefused')}>
                {t([`access.refusals.${outcome}`, 'access.refusals.other'], { code: outcome })}
              </Fact>
            )}
          </dl>
        )}
        <Button
          look="tertiary"
          aria-label={t('access.evidenceOf', { number: seq, time })}
          onClick={() => saveFile(`posthorn-access-${seq}.json`, JSON.stringify(entry.entry, null, 2))}
        >
          {t('access.evidence')}
        </Button>
      </div>
    </article>
  );
}
