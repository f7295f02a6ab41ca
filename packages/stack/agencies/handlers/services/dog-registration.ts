import type { Handler } from '@posthorn/agency';
import type { DogRegistrationAnswers } from '../../../../../services/answer-types.ts';
import { keepLicence, licenceFrom, tagOf } from '../dog-licence.ts';
import { letterToPdf } from '../letter.ts';
import { euros, today } from '../wording.ts';
import type { Office } from '../office.ts';

/**
 * Registers a dog: check → how shall the tag come → insurance policy → tax notice and tag. A listed breed is refused, because it may
 * not have been brought into the country. Keeps the licence in the person's store, if the person agrees.
 *
 * @param options.neighbour clientId of a city whose licence need not be shown again: the person may let it be read
 */
export function registerDogs(office: Office, options: { neighbour?: string } = {}): Handler<DogRegistrationAnswers> {
  return async (c) => {
    const { answers, fee } = c.application;
    const { keeper, dog } = answers;
    await c.status('in-progress', { step: 'check' });
    if (dog.isListed && answers.keeping.source === 'abroad') {
      await c.decide({
        outcome: 'rejected',
        text: {
          de: 'Ein Hund dieser Rasse darf nicht eingeführt werden (HundVerbrEinfG). Wir können ihn nicht anmelden.',
          en: 'A dog of this breed may not be imported (HundVerbrEinfG). We cannot register it.',
        },
      });
      return;
    }
    await c.status('action-required', { step: 'ask' });
    const { code: delivery } = await c.ask('tag-delivery');
    const policy = await c.requestDocument('insurance-policy');
    await c.status('in-progress', {
      step: 'check',
      text: { de: 'Danke, wir haben alles.', en: 'Thank you, we have everything.' },
    });

    const former = options.neighbour === undefined ? null : await licenceFrom(c, options.neighbour);
    const tag = await c.step('reserve-tag', () => tagOf(c.id, dog.chip));
    const date = await c.step('date', today);
    const text = {
      de: `Ihr Hund ${dog.name} ist angemeldet. Die Hundemarke ${tag} ${delivery === 'by-post' ? 'kommt mit der Post' : 'liegt im Rathaus bereit'}.`,
      en: `Your dog ${dog.name} is registered. The dog tag ${tag} ${delivery === 'by-post' ? 'comes by post' : 'is ready at the town hall'}.`,
    };
    const tax = euros(fee?.amount ?? 0, c.language);
    const notice = await letterToPdf(c.language === 'de' ? 'Hundesteuerbescheid.pdf' : 'Dog tax notice.pdf', {
      office,
      language: c.language,
      date,
      reference: tag,
      to: [
        `${keeper.firstName} ${keeper.lastName}`,
        `${keeper.street} ${keeper.houseNumber}`,
        `${keeper.postcode} ${keeper.town}`,
      ],
      title: c.language === 'de' ? 'Hundesteuerbescheid' : 'Dog tax notice',
      paragraphs:
        c.language === 'de'
          ? [
              text.de,
              `Die Hundesteuer beträgt ${tax} im Jahr, zahlbar ${answers.payment.interval === 'yearly' ? 'jährlich' : 'vierteljährlich'}.`,
              ...(former ? [`Ihre bisherige Hundemarke ${former.tag} gilt damit nicht mehr.`] : []),
              `Chipnummer: ${dog.chip}. Haftpflichtversicherung: ${answers.insurance.insurer}, nachgewiesen mit ${policy.name}.`,
              'Gegen diesen Bescheid können Sie innerhalb eines Monats Widerspruch einlegen.',
            ]
          : [
              text.en,
              `The dog tax is ${tax} a year, payable ${answers.payment.interval}.`,
              ...(former ? [`Your former dog tag ${former.tag} is no longer valid.`] : []),
              `Microchip number: ${dog.chip}. Liability insurance: ${answers.insurance.insurer}, shown by ${policy.name}.`,
              'You may object to this notice within one month.',
            ],
    });
    await c.decide({ outcome: 'approved', text, files: [notice] });
    await keepLicence(c, { tag, dog: dog.name, chip: dog.chip, registeredOn: date });
    await c.close();
  };
}
