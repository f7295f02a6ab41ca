import type { Language } from '@posthorn/protocol';

const locales: Record<Language, string> = { de: 'de-DE', en: 'en-GB' };

/** A number as it is written in the language. */
export function formatNumber(value: number, language: Language): string {
  return new Intl.NumberFormat(locales[language], { maximumFractionDigits: 10 }).format(value);
}

/** Bytes in KB or MB (of 1024), rounded down so that the limit shown is never above the real one. */
export function formatSize(bytes: number, language: Language): string {
  const inMegabytes = bytes >= 1024 * 1024;
  const amount = bytes / (inMegabytes ? 1024 * 1024 : 1024);
  return `${formatNumber(Math.floor(amount * 10) / 10, language)} ${inMegabytes ? 'MB' : 'KB'}`;
}

/** A day (ISO 8601) as it is written in the language. */
export function formatDay(day: string, language: Language): string {
  const format = new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}
