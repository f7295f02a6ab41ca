import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/dates.ts';
import { useApplication, useApplicationState } from './application-context.tsx';

/** What it costs with the answers so far; nothing as long as nothing is due. */
export function FeeNote(): ReactElement | null {
  const { t, i18n } = useTranslation('apply');
  const { draft } = useApplication();
  const { fee } = useApplicationState().evaluation;
  if (draft.definition.fees === undefined) return null;
  const amount = euros(fee.amount, i18n.language);
  return (
    <p className="apply-fee kern-body" role="status">
      {fee.amount > 0 && <strong>{t(fee.estimate ? 'fee.estimate' : 'fee.exact', { amount })}</strong>}
    </p>
  );
}

/** Cents as `126,00 €`. */
export function euros(cents: number, language: string): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'currency', currency: 'EUR' }).format(cents / 100);
}
