import { expect, test } from 'vitest';
import type { CaseEvent, EventContent } from '../src/case-event.ts';
import { CaseSearch, type SearchHit } from '../src/case-search.ts';

function event(eventId: string, body: string, content: EventContent = { kind: 'unknown' }): CaseEvent {
  const base = { caseId: 'pool', at: '', from: 'agency', verified: true, proof: 'device', problem: null } as const;
  return { ...base, eventId, id: eventId, body, delivery: null, ...content };
}

const long = `Sehr geehrte Damen und Herren, ${'der Bau der Hütte am See '.repeat(6)}kostet eine Gebühr von 12 Euro. ${'Freundliche Grüße. '.repeat(9)}`;
const timeline = [
  event('$application', 'Antrag', {
    kind: 'application',
    service: { id: 'pool', version: 1 },
    language: 'de',
    answers: { name: 'Ada', dogs: [{ call: 'Bello' }], depth: 2 },
    attachments: [],
  }),
  event('$file', 'Datei', { kind: 'outgoing-file', request: null, name: 'Straßenplan.pdf', mediaType: '', size: 1 }),
  event('$letter', long),
  event('$later', 'Die HU\u0308TTE ist genehmigt.'),
  event('$waiting', 'waiting', { kind: 'waiting' }),
];
const cases = [
  { id: 'pool', title: 'Gartenhütte genehmigen', timeline },
  { id: 'dog', title: 'Hund anmelden', timeline: [event('$dog', 'Ihr Hund Bello ist angemeldet.')] },
];

test('words are found whatever their case, accents and umlauts, the newest first', () => {
  const search = new CaseSearch();
  const found = (text: string): string[] => search.find(cases, text).map(({ caseId, eventId }) => eventId ?? caseId);
  expect(found('hütte am')).toEqual(['$letter']);
  expect(found('hütte')).toEqual(['pool']);
  for (const typed of ['hütte ist', 'HUETTE ist', 'hutte ist', 'hu\u0308tte ist']) {
    expect(found(typed), typed).toEqual(['$later']);
  }
  expect(found('bello')).toEqual(['$application', '$dog']);
  expect(found('hund bello')).toEqual(['$dog']);
  expect(found('strassenplan')).toEqual(['$file']);
  expect(found('STRASSENPLAN pdf')).toEqual(['$file']);
  for (const typed of ['', '  ', 'waiting', 'hütte krokodil']) expect(found(typed)).toEqual([]);
});

test('an excerpt shows whole words around the place', () => {
  const excerpt = (text: string): SearchHit['excerpt'] | undefined => new CaseSearch().find(cases, text)[0]?.excerpt;
  expect(excerpt('gebuehr')).toBe(
    '… Bau der Hütte am See der Bau der Hütte am See kostet eine Gebühr von 12 Euro. Freundliche Grüße. Freundliche Grüße. …',
  );
  expect(excerpt('damen')).toMatch(/^Sehr geehrte Damen und Herren, der Bau .*[a-zü] …$/);
  expect(excerpt('bello')).toBe('Bello');
  expect(excerpt('garten')).toBe('Gartenhütte genehmigen');
});
