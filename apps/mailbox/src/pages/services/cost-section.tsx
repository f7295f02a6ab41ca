import type { Service } from '@posthorn/citizen';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/dates.ts';
import { textOf } from '../../i18n/text-of.ts';
import { feeLines, type FeeLineView } from './fee-lines.ts';

/** What it costs, line by line. */
export function CostSection({ service }: { service: Service }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const { fees } = service.definition;
  const lines = feeLines(fees, service.form.schema);
  return (
    <section className="services-section">
      <h2 className="kern-heading-medium">{t('cost.title')}</h2>
      {lines.length === 0 && <p className="kern-body">{t('cost.free')}</p>}
      {lines.length > 0 && (
        <>
          {lines.some(({ isConditional }) => isConditional) && <p className="kern-body">{t('cost.depends')}</p>}
          <dl className="kern-description-list">
            {lines.map((line) => (
              <div className="kern-description-list-item" key={line.label.de}>
                <dt className="kern-description-list-item__key">{textOf(line.label, i18n.language)}</dt>
                <dd className="kern-description-list-item__value">
                  <Price line={line} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {fees?.estimate === true && <p className="kern-body">{t('cost.estimate')}</p>}
      {fees?.note !== undefined && <p className="kern-body">{textOf(fees.note, i18n.language)}</p>}
    </section>
  );
}

function Price({ line }: { line: FeeLineView }): ReactElement {
  const { t, i18n } = useTranslation('services');
  const format = new Intl.NumberFormat(localeOf(i18n.language), { style: 'currency', currency: 'EUR' });
  const euros = (cents: number): string => format.format(cents / 100);
  const { from, to, perEntryOf, times } = line;
  const range = { from: euros(from), to: to === null ? '' : euros(to) };
  const amount = to === null ? t('cost.from', range) : from === to ? range.from : t('cost.range', range);
  return (
    <>
      {amount}
      {perEntryOf !== null && ` ${t('cost.perEntry', { list: perEntryOf })}`}
      {times !== null && ` ${t('cost.times', { field: times })}`}
    </>
  );
}
