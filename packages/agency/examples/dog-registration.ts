import type { Agency } from '@posthorn/agency';
import type { AnswersByService } from '../../../services/answer-types.ts';

const byPost = { de: 'Die Hundemarke kommt mit der Post.', en: 'The dog tag comes by post.' };
const atTheTownHall = { de: 'Die Hundemarke liegt im Rathaus bereit.', en: 'The dog tag is ready at the town hall.' };

export default function registerHandlers(agency: Agency<AnswersByService>): void {
  agency.onApplication('dog-registration', async (c) => {
    await c.status('in-progress', { step: 'check' });
    const { code } = await c.ask('tag-delivery'); // days may pass here, and restarts
    const photo = await c.requestDocument('photo');

    const year = await c.step('year', () => new Date().getFullYear());
    const { answers, fee } = c.application; // typed by the service file
    const notice = `Hundesteuer ${year} für ${answers.dog.name}: ${fee?.amount} Cent. Foto: ${photo.sha256}`;
    await c.decide({
      outcome: 'approved',
      text: code === 'by-post' ? byPost : atTheTownHall,
      files: [{ name: 'Steuerbescheid.txt', mediaType: 'text/plain', bytes: new TextEncoder().encode(notice) }],
    });
    await c.close();
  });
}
