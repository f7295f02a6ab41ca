import type { PermissionTerms } from '@posthorn/citizen';
import type { Frequency } from '@posthorn/protocol';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../i18n/dates.ts';
import type { Names } from './names.ts';

interface PermissionDetailsProps {
  terms: PermissionTerms;
  names: Names;
}

/** All that a permission says: which data, on which ground, how long, how often. */
export function PermissionDetails({ terms, names }: PermissionDetailsProps): ReactElement {
  const { t } = useTranslation('connect');
  const dates = useDates();
  const { lawfulBasis, ground, expires, frequency } = terms;
  return (
    <dl className="kern-description-list">
      <Fact name={t('permission.data')}>{names.place(terms)}</Fact>
      <Fact name={t('permission.basis')}>
        {t(`permission.bases.${lawfulBasis}`)}
        {ground !== null && <span className="permission-ground">{ground}</span>}
      </Fact>
      <Fact name={t('permission.until')}>
        {expires === null
          ? t(`permission.noEnd.${lawfulBasis === 'CONSENT' ? 'consent' : 'other'}`)
          : t('permission.endsOn', { day: dates.day(expires) })}
      </Fact>
      <Fact name={t('permission.howOften')}>
        <Often frequency={frequency} />
      </Fact>
    </dl>
  );
}

function Often({ frequency }: { frequency: Frequency | null }): ReactElement {
  const { t } = useTranslation('connect');
  if (frequency === null) return <>{t('permission.frequency.any')}</>;
  if (frequency === 'ONE_TIME') return <>{t('permission.frequency.once')}</>;
  return <>{t(`permission.frequency.${frequency.per}`, { count: frequency.times })}</>;
}

/** A line of a description list. */
export function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div className="kern-description-list-item">
      <dt className="kern-description-list-item__key">{name}</dt>
      <dd className="kern-description-list-item__value">{children}</dd>
    </div>
  );
}
