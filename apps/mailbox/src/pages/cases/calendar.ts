import type { Deadline } from '@posthorn/citizen';
import type { DateArray } from 'ics';

/** The words of a calendar entry. */
export interface CalendarWords {
  title: string;
  description: string;
}

/**
 * A calendar file (iCalendar, RFC 5545) with a deadline as an entry for the whole day, and a reminder the day before.
 *
 * It says that something is due, and neither what nor to whom: calendars are often kept by somebody else, read by colleagues and
 * family, and shown on locked screens. The entry's id is random like the message's, so saving it twice makes one entry.
 */
export async function calendarFile({ due, event }: Deadline, words: CalendarWords): Promise<string> {
  const { createEvent } = await import('ics');
  const { error, value } = createEvent({
    ...words,
    uid: `${event.id.replaceAll(/[^\w-]/g, '')}@posthorn`,
    productId: 'posthorn',
    start: toDateArray(due, 0),
    end: toDateArray(due, 1),
    busyStatus: 'FREE',
    classification: 'PRIVATE',
    alarms: [{ action: 'display', description: words.title, trigger: { days: 1, before: true } }],
  });
  if (typeof value !== 'string') throw error ?? new Error('No calendar entry was made.');
  return value;
}

function toDateArray(day: string, plusDays: number): DateArray {
  const date = new Date(Date.parse(`${day}T00:00:00Z`) + plusDays * 86_400_000);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}
