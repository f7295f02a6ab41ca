import type { Handler } from '@posthorn/agency';
import type { RegistrationCertificateAnswers } from '../../../../../services/answer-types.ts';
import { letterToPdf } from '../letter.ts';
import type { Office } from '../office.ts';
import { keepResidence } from '../residence.ts';
import { euros, today } from '../wording.ts';

/** Issues a registration certificate: check → how is the fee paid, if there is one → identity card for the extended one → certificate → registration data, if the person agrees. */
export function issueCertificates(office: Office): Handler<RegistrationCertificateAnswers> {
  return async (c) => {
    const { answers, fee } = c.application;
    const { person, certificate } = answers;
    await c.status('in-progress', { step: 'check' });
    const amount = fee?.amount ?? 0;
    if (amount > 0) {
      const sum = euros(amount, c.language);
      await c.status('action-required', {
        step: 'payment',
        text: { de: `Die Gebühr beträgt ${sum}.`, en: `The fee is ${sum}.` },
      });
      await c.ask('payment-method');
    }
    if (certificate.kind === 'extended') await c.requestDocument('identity-card');
    await c.status('in-progress', { step: 'check' });

    const date = await c.step('date', today);
    const number = await c.step('number', () => `MB-${c.id.slice(0, 8).toUpperCase()}`);
    const name = `${person.firstName} ${person.lastName}`;
    const file = await letterToPdf(c.language === 'de' ? 'Meldebescheinigung.pdf' : 'Registration certificate.pdf', {
      office,
      language: c.language,
      date,
      reference: number,
      to: [name, `${person.street} ${person.houseNumber}`, `${person.postcode} ${person.town}`],
      title: c.language === 'de' ? 'Meldebescheinigung' : 'Registration certificate',
      paragraphs:
        c.language === 'de'
          ? [
              `${name}, geboren am ${person.birthDate}, ist mit alleiniger Wohnung gemeldet: ${person.street} ${person.houseNumber}, ${person.postcode} ${person.town}.`,
              ...(answers.familyMembers ?? []).map(
                (member) => `${member.firstName} ${member.lastName}, geboren am ${member.birthDate}`,
              ),
            ]
          : [
              `${name}, born on ${person.birthDate}, is registered at the only residence ${person.street} ${person.houseNumber}, ${person.postcode} ${person.town}.`,
              ...(answers.familyMembers ?? []).map(
                (member) => `${member.firstName} ${member.lastName}, born on ${member.birthDate}`,
              ),
            ],
    });
    await c.decide({
      outcome: 'approved',
      text: { de: 'Ihre Bescheinigung liegt bei.', en: 'Your certificate is attached.' },
      files: [file],
    });
    await keepResidence(c);
    await c.close();
  };
}
