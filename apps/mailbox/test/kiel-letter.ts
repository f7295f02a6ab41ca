import { letterToPdf } from '../../../packages/stack/agencies/handlers/letter.ts';

/** A letter of one page, with a certificate. */
export function kielLetter(): ReturnType<typeof letterToPdf> {
  const name = { de: 'Landeshauptstadt Kiel', en: 'City of Kiel' };
  return letterToPdf('Bescheinigung.pdf', {
    office: { name, section: name, address: 'Fleethörn 9, 24103 Kiel' },
    language: 'de',
    date: '2026-11-22',
    reference: 'M-1',
    to: ['Ole Magnus Thomsen'],
    title: 'Meldebescheinigung',
    paragraphs: ['Hiermit bescheinigen wir, dass Herr Thomsen in Kiel gemeldet ist.'],
  });
}
