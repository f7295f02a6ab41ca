import type { Language } from '@posthorn/protocol';
import type { FeeSchedule } from '@posthorn/service-definition';
import { overviewTexts } from './texts.ts';

/** What a service costs, in a few words: what is known before anyone has filled in the form. */
export function feeText(fees: FeeSchedule | undefined, language: Language): string {
  const texts = overviewTexts[language];
  const lines = fees?.lines ?? [];
  if (lines.length === 0) return texts.free;
  const certain = lines.filter((line) => line.amount !== undefined && !line.when && !line.perItem && !line.times);
  const sum = certain.reduce((total, line) => total + (line.amount ?? 0), 0);
  const amount = new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(sum / 100);
  if (certain.length === lines.length && fees?.estimate !== true) return amount;
  return sum === 0 ? texts.feeDepends : texts.feeFrom(amount);
}
