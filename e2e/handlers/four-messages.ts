import type { Agency } from '@posthorn/agency';

/** Works on every certificate in four steps, so that a kill can fall between any two of them. */
export default function register(agency: Agency): void {
  agency.onApplication('registration-certificate', async (c) => {
    await c.status('in-progress');
    await c.reply({ de: 'Ihr Antrag wird geprüft.', en: 'Your application is being checked.' });
    await c.reply({ de: 'Die Prüfung ist fertig.', en: 'The check is done.' });
    await c.decide({ outcome: 'approved', text: { de: 'Wir stellen sie aus.', en: 'We issue it.' } });
  });
}
