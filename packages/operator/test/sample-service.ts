import type { PublishedDefinition } from '@posthorn/protocol';

/** A small, valid service for tests: a bonfire permit. */
export function bonfirePermit(changes: Partial<PublishedDefinition> = {}): PublishedDefinition {
  return {
    id: 'bonfire-permit',
    version: 1,
    leikaKey: '99123456789000',
    title: { de: 'Osterfeuer anmelden', en: 'Announce a bonfire' },
    summary: { de: 'Für Brauchtumsfeuer im Freien.', en: 'For traditional fires in the open.' },
    keywords: { de: ['Feuer'], en: ['fire'] },
    legalBasis: [{ title: 'LImSchG § 7' }],
    responsible: [
      { agency: 'https://kiel.example', regions: ['010020000000'] },
      { agency: 'https://flensburg.example', regions: ['010010000000'] },
      { agency: 'https://nordfriesland.example', regions: ['01054'] },
    ],
    applicant: ['person', 'company'],
    form: {
      schema: {
        type: 'object',
        properties: { place: { type: 'string', maxLength: 200, 'x-title': { de: 'Ort', en: 'Place' } } },
        required: ['place'],
      },
      pages: [
        {
          id: 'place',
          title: { de: 'Wo', en: 'Where' },
          ui: { type: 'VerticalLayout', elements: [{ type: 'Control', scope: '#/properties/place' }] },
        },
      ],
    },
    fees: { currency: 'EUR', lines: [{ label: { de: 'Anmeldung', en: 'Announcement' }, amount: 2550 }] },
    steps: [{ id: 'check', title: { de: 'Prüfung', en: 'Check' }, status: 'in-progress' }],
    questions: {},
    retention: 'P1Y',
    ...changes,
  };
}
