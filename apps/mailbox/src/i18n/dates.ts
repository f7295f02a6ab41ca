import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { baseLanguage } from './i18n.ts';

/** Dates in words, in the language of the page. */
export interface DateWords {
  /** See {@link dayText}. */
  day(value: Date | string): string;
  /** See {@link momentText}. */
  time(value: Date | string): string;
  /** See {@link inDaysText}. */
  inDays(days: number): string;
}

/** Dates in the language of the page. */
export function useDates(): DateWords {
  const { language } = useTranslation().i18n;
  return useMemo(
    () => ({
      day: (value) => dayText(value, language),
      time: (value) => momentText(value, language),
      inDays: (days) => inDaysText(days, language),
    }),
    [language],
  );
}

/** Whether a text is a day without a time, `YYYY-MM-DD`. */
function isDay(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** The locale that numbers and dates of a language are written in. */
export function localeOf(language: string): 'de-DE' | 'en-GB' {
  return baseLanguage(language) === 'de' ? 'de-DE' : 'en-GB';
}

/** `25. November 2026`, in the time zone of this device. @param value a moment, `YYYY-MM-DD`, or RFC 3339 */
export function dayText(value: Date | string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long' }).format(toDate(value));
}

/** `25. November 2026 um 14:03`. @param value a moment, or RFC 3339 */
export function momentText(value: Date | string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeStyle: 'short' }).format(toDate(value));
}

/** Days from today until a day: 0 is today, negative is past. @param day `YYYY-MM-DD` */
export function daysUntil(day: string, now: Date = new Date()): number {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return Math.round((Date.parse(`${day}T00:00:00Z`) - today) / 86_400_000);
}

/** `in 3 Tagen`, `morgen`, `vor 2 Tagen`. */
export function inDaysText(days: number, language: string): string {
  return new Intl.RelativeTimeFormat(localeOf(language), { numeric: 'auto' }).format(days, 'day');
}

/** A day without a time is a day here, wherever that is. */
function toDate(value: Date | string): Date {
  if (value instanceof Date) return value;
  return new Date(isDay(value) ? `${value}T00:00` : value);
}
