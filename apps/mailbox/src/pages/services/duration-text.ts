import { localeOf } from '../../i18n/dates.ts';

const units = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;

/** `10 Jahre`, `1 Jahr, 6 Monate`. @param duration ISO 8601 in years, months, weeks and days, e.g. `P10Y` */
export function durationText(duration: string, language: string): string {
  const locale = localeOf(language);
  const parts = [...duration.matchAll(/(\d+)([YMWD])/g)].map(([, count, letter]) => {
    const unit = units[letter as keyof typeof units];
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(count));
  });
  return new Intl.ListFormat(locale, { type: 'unit', style: 'short' }).format(parts);
}
