import type { CaseEvent } from '@posthorn/citizen';

/** What was said on one day. */
export interface ThreadDay {
  /** RFC 3339, of the first event. */
  at: string;
  events: CaseEvent[];
}

/** The events of a case by day, without those that say the same once more for ordinary Matrix clients. */
export function threadOf(timeline: readonly CaseEvent[]): ThreadDay[] {
  const shown = shownElsewhere(timeline);
  const days: ThreadDay[] = [];
  for (const event of timeline) {
    if (event.kind === 'attachment' && shown.has(event.attachment.sha256) && event.request === null) continue;
    const day = days.at(-1);
    if (day !== undefined && isSameDay(day.at, event.at)) day.events.push(event);
    else days.push({ at: event.at, events: [event] });
  }
  return days;
}

/** Where an event stands in the page. Ids of messages are random; the page's address may hold them. */
export function placeOf(event: Pick<CaseEvent, 'id'>): string {
  return `event-${event.id.replaceAll(/[^\w-]/g, '')}`;
}

/** Hashes of the files that a decision or the application itself shows. */
function shownElsewhere(timeline: readonly CaseEvent[]): Set<string> {
  return new Set(
    timeline.flatMap((event) => {
      if (event.kind === 'application') return event.attachments.map(({ sha256 }) => sha256);
      return event.kind === 'decision' ? (event.decision?.files ?? []).map(({ sha256 }) => sha256) : [];
    }),
  );
}

function isSameDay(a: string, b: string): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
