import { textIn } from '@posthorn/service-definition';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useApplication, useApplicationState } from './application-context.tsx';
import { euros } from './fee-note.tsx';

/** What it costs, line by line, and what the agency says of it. */
export function FeeLines(): ReactElement | null {
  const { t, i18n } = useTranslation('apply');
  const { draft, language } = useApplication();
  const { fee } = useApplicationState().evaluation;
  const { fees } = draft.definition;
  if (fees === undefined) return null;
  const kind = fee.estimate ? 'fee.estimate' : 'fee.exact';
  return (
    <section aria-labelledby="apply-fee">
      <h2 className="kern-heading-medium" id="apply-fee">
        {fee.amount === 0 ? t('fee.free') : t(kind, { amount: euros(fee.amount, i18n.language) })}
      </h2>
      {fee.lines.length > 1 && (
        <ul className="kern-list kern-list--bullet">
          {fee.lines.map(({ label, amount }) => (
            <li key={label}>
              {label}: {euros(amount, i18n.language)}
            </li>
          ))}
        </ul>
      )}
      {fees.note !== undefined && <p className="kern-body">{textIn(fees.note, language)}</p>}
    </section>
  );
}
