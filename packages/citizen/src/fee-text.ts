import type { Language } from '@posthorn/protocol';
import { textIn, type FeeSchedule } from '@posthorn/service-definition';

const WORDS = {
  de: { free: 'kostenlos', depends: 'je nach Ihren Angaben', estimate: 'voraussichtlich' },
  en: { free: 'free of charge', depends: 'depends on your details', estimate: 'estimated' },
} as const;

/** What a service costs, in words, before anything is filled in. With answers, `draft.check().fee` tells exactly. */
export function feeText(fees: FeeSchedule | undefined, language: Language): string {
  const words = WORDS[language];
  if (!fees || fees.lines.length === 0) return words.free;
  const isFixed = fees.lines.every((line) => line.amount !== undefined && !line.when && !line.perItem && !line.times);
  const sum = fees.lines.reduce((total, line) => total + (line.amount ?? 0), 0);
  const note = fees.note ? ` (${textIn(fees.note, language)})` : '';
  if (!isFixed) return words.depends + note;
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const amount = new Intl.NumberFormat(locale, { style: 'currency', currency: fees.currency }).format(sum / 100);
  return (fees.estimate ? `${words.estimate} ${amount}` : amount) + note;
}
