import type { FormSchema, ServiceDefinition } from '@posthorn/service-definition';

const pdf: FormSchema = {
  type: 'string',
  format: 'posthorn-file',
  'x-file': { accept: ['application/pdf'], maxSize: 200_000 },
};

/** A small service with everything that tests need: texts, a hidden field, files, a fee, a question. */
export function poolPermit(changes: Partial<ServiceDefinition> = {}): ServiceDefinition {
  return {
    id: 'pool-permit',
    version: 1,
    leikaKey: '99123456789001',
    title: { de: 'Schwimmbecken genehmigen', en: 'Permit for a swimming pool' },
    summary: { de: 'Für Becken im Garten.', en: 'For pools in the garden.' },
    keywords: { de: ['Pool', 'Schwimmbecken'], en: ['pool', 'swimming'] },
    legalBasis: [{ title: 'LBO SH § 61' }],
    responsible: [
      { agency: 'https://kiel.example', regions: ['010020000000'] },
      { agency: 'https://flensburg.example', regions: ['010010000000'] },
    ],
    applicant: ['person', 'company'],
    form: {
      schema: {
        type: 'object',
        required: ['name', 'depth'],
        properties: {
          name: { type: 'string', maxLength: 200, 'x-title': { de: 'Name', en: 'Name' } },
          depth: {
            type: 'number',
            minimum: 0,
            maximum: 5,
            'x-title': { de: 'Tiefe in Metern', en: 'Depth in metres' },
          },
          fence: { type: 'string', maxLength: 2000, 'x-title': { de: 'Zaun', en: 'Fence' } },
          plan: { ...pdf, 'x-title': { de: 'Lageplan', en: 'Site plan' } },
          photos: { type: 'array', maxItems: 3, items: pdf, 'x-title': { de: 'Bilder', en: 'Pictures' } },
        },
      },
      pages: [
        {
          id: 'pool',
          title: { de: 'Becken', en: 'Pool' },
          ui: {
            type: 'VerticalLayout',
            elements: [
              { type: 'Control', scope: '#/properties/name' },
              { type: 'Control', scope: '#/properties/depth' },
              {
                type: 'Control',
                scope: '#/properties/fence',
                rule: { effect: 'SHOW', condition: { scope: '#/properties/depth', schema: { minimum: 1.5 } } },
              },
              { type: 'Control', scope: '#/properties/plan' },
              { type: 'Control', scope: '#/properties/photos' },
            ],
          },
        },
      ],
    },
    fees: { currency: 'EUR', lines: [{ label: { de: 'Bearbeitung', en: 'Processing' }, amount: 4200 }] },
    steps: [{ id: 'check', title: { de: 'Prüfung', en: 'Check' }, status: 'in-progress' }],
    questions: {
      fence: {
        text: { de: 'Gibt es einen Zaun?', en: 'Is there a fence?' },
        choices: [
          { code: 'yes', text: { de: 'Ja', en: 'Yes' } },
          { code: 'no', text: { de: 'Nein', en: 'No' } },
        ],
      },
    },
    retention: 'P3Y',
    ...changes,
  };
}

/** A file that begins like a PDF and is as large as asked for. */
export function pdfFile(name: string, size = 2000): { name: string; mediaType: string; bytes: Uint8Array } {
  const bytes = new Uint8Array(size).fill(0x20);
  bytes.set(new TextEncoder().encode('%PDF-1.7\n'));
  return { name, mediaType: 'application/pdf', bytes };
}
