import type { Handler } from '@posthorn/agency';
import type { KindergartenPlaceAnswers } from '../../../../../services/answer-types.ts';
import { letterToPdf } from '../letter.ts';
import type { Office } from '../office.ts';
import { today } from '../wording.ts';

/**
 * Finds a place in day care: check → waiting list → days to get to know each other → proof of protection against measles → offer of
 * the first wish → confirmation. Who declines the offer ends the matter; who keeps waiting goes back to the list, where people go on.
 */
export function offerKindergartenPlaces(office: Office): Handler<KindergartenPlaceAnswers> {
  return async (c) => {
    const { child, parents, wishes, care, health } = c.application.answers;
    const facility = wishes[0]?.facility ?? '';
    await c.status('in-progress', { step: 'check' });
    await c.status('in-progress', { step: 'waiting' });
    await c.ask('possible-days');
    if (health.measlesProof === undefined) await c.requestDocument('measles-proof');
    await c.status('action-required', {
      step: 'offer',
      text: { de: `Wir bieten einen Platz an: ${facility}.`, en: `We offer a place: ${facility}.` },
    });
    const { code: reply } = await c.ask('accept-offer');
    if (reply === 'keep-waiting') {
      await c.status('in-progress', { step: 'waiting' });
      await c.reply({ de: 'Sie bleiben auf der Warteliste.', en: 'You stay on the waiting list.' });
      return;
    }
    if (reply === 'decline') {
      await c.decide({
        outcome: 'rejected',
        text: { de: 'Wie gewünscht ist die Anmeldung beendet.', en: 'As you wish, the application is ended.' },
      });
      await c.close();
      return;
    }
    const date = await c.step('date', today);
    const text = {
      de: `${child.firstName} hat einen Platz: ${facility}, ab ${care.start}.`,
      en: `${child.firstName} has a place: ${facility}, from ${care.start}.`,
    };
    const confirmation = await letterToPdf(c.language === 'de' ? 'Platzzusage.pdf' : 'Confirmation of place.pdf', {
      office,
      language: c.language,
      date,
      reference: `KT ${c.id.slice(0, 8)}`,
      to: [
        ...parents.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
        `${child.street} ${child.houseNumber}`,
        `${child.postcode} ${child.town}`,
      ],
      title: c.language === 'de' ? 'Zusage eines Betreuungsplatzes' : 'Confirmation of a place in day care',
      paragraphs: [text[c.language], `${care.days.length} × ${care.from}–${care.to}`],
    });
    await c.decide({ outcome: 'approved', text, files: [confirmation] });
    await c.close();
  };
}
