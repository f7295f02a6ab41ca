import type { PermissionTerms } from '@posthorn/citizen';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../i18n/dates.ts';
import { usePermissionWords } from './permission-words.ts';

interface PermissionDetailsProps {
  terms: PermissionTerms;
  /** Of a service, by its clientId. */
  nameOf: (id: string) => string;
}

/** All that a permission says: which data, on which ground, how long, how often. */
export function PermissionDetails({ terms, nameOf }: PermissionDetailsProps): ReactElement {
  const { t } = useTranslation('connect');
  const words = usePermissionWords();
  const dates = useDates();
  const { area, schema, domain, lawfulBasis, ground, expires, frequency } = terms;
  return (
    <dl className="kern-description-list">
      <Fact name={t('permission.data')}>
        {t('permission.areaOf', { area: words.area(area, schema), service: nameOf(domain) })}
      </Fact>
      <Fact name={t('permission.basis')}>
        {t(`permission.bases.${lawfulBasis}`)}
        {ground !== null && <span className="permission-ground">{ground}</span>}
      </Fact>
      <Fact name={t('permission.until')}>
        {expires === null
          ? t(`permission.noEnd.${lawfulBasis === 'CONSENT' ? 'consent' : 'other'}`)
          : t('permission.endsOn', { day: dates.day(expires) })}
      </Fact>
      <Fact name={t('permission.howOften')}>{words.frequency(frequency)}</Fact>
    </dl>
  );
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
