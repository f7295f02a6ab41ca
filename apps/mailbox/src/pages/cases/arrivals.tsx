import type { Case } from '@posthorn/citizen';
import { useEffect, useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { textOf } from '../../i18n/text-of.ts';
import { useEventText } from './event-text.ts';

/** Tells screen readers, when they pause, what the agency has just said. */
export function Arrivals({ matter }: { matter: Case }): ReactElement {
  const { t, i18n } = useTranslation('cases');
  const eventText = useEventText();
  const known = useRef<Set<string> | null>(null);
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const readable = matter.timeline.filter((event) => event.from === 'agency' && event.kind !== 'waiting');
    const before = known.current;
    known.current = new Set(readable.map(({ eventId }) => eventId));
    const last = readable.findLast(({ eventId }) => before?.has(eventId) === false);
    if (last === undefined || region.current === null) return;
    const who = textOf(matter.agency.name, i18n.language);
    region.current.textContent = t('arrived', { who, text: eventText(last) });
  });
  return <div ref={region} role="status" className="kern-sr-only" />;
}
