import { PosthornError } from '@posthorn/protocol';

const duration = /^P(?=\d)(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/;
const day = /^\d{4}-\d{2}-\d{2}$/;

/**
 * When a permission expires, in seconds since 1970.
 *
 * @param text a date (its whole day, UTC), a time (RFC 3339), or a duration from `now` on (ISO 8601: years, months, weeks, days)
 * @throws PosthornError `config-invalid`
 * @example expiryOf('P1Y', new Date('2026-11-21T08:00:00Z')) // 2027-11-21T08:00:00Z
 */
export function expiryOf(text: string, now: Date): number {
  const instant = duration.test(text) ? after(text, now) : Date.parse(day.test(text) ? `${text}T24:00:00Z` : text);
  if (Number.isFinite(instant) && /^[P\d]/.test(text)) return Math.floor(instant / 1000);
  throw new PosthornError('config-invalid', 'An expiry is no date and no duration.', {
    mend: 'Write a date (2027-12-31), a time (2027-12-31T12:00:00Z) or a duration (P2Y, P6M, P14D).',
  });
}

function after(text: string, now: Date): number {
  const [years = 0, months = 0, weeks = 0, days = 0] = (duration.exec(text) ?? []).slice(1).map(Number).map(orZero);
  const then = new Date(now);
  // At the end of the month, if the month has no such day.
  const dayOfMonth = then.getUTCDate();
  then.setUTCDate(1);
  then.setUTCMonth(then.getUTCMonth() + 12 * years + months);
  const last = new Date(Date.UTC(then.getUTCFullYear(), then.getUTCMonth() + 1, 0)).getUTCDate();
  then.setUTCDate(Math.min(dayOfMonth, last) + 7 * weeks + days);
  return then.getTime();
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
