import type { Handler } from '@posthorn/agency';
import type { HousingBenefitAnswers } from '../../../../../services/answer-types.ts';
import { letterToPdf } from '../letter.ts';
import type { Office } from '../office.ts';
import { euros, today } from '../wording.ts';

type Member = HousingBenefitAnswers['members'][number];

/** Grants housing benefit: check → does the income stay → certificate of rent → calculation → notice. */
export function grantHousingBenefit(office: Office): Handler<HousingBenefitAnswers> {
  return async (c) => {
    const { applicant, members, home, rent } = c.application.answers;
    await c.status('in-progress', { step: 'check' });
    const { code: income } = await c.ask('income-stays');
    await c.status('action-required', { step: 'missing' });
    const certificate = await c.requestDocument('rent-certificate');
    await c.status('in-progress', { step: 'calculate' });

    const date = await c.step('date', today);
    const monthly = monthlyBenefit(members, rent.total - rent.heating);
    const reviewed = income === 'stays' ? 12 : 6;
    const amount = euros(monthly, c.language);
    const granted = {
      de: `Sie erhalten ${amount} Wohngeld im Monat, für ${reviewed} Monate.`,
      en: `You receive housing benefit of ${amount} a month, for ${reviewed} months.`,
    };
    const refused = {
      de: 'Das Einkommen Ihres Haushalts ist höher als die Grenze für Wohngeld.',
      en: 'The income of your household is above the limit for housing benefit.',
    };
    const text = monthly > 0 ? granted : refused;
    const notice = await letterToPdf(c.language === 'de' ? 'Wohngeldbescheid.pdf' : 'Housing benefit notice.pdf', {
      office,
      language: c.language,
      date,
      reference: `WG ${c.id.slice(0, 8)}`,
      to: [
        `${applicant.firstName} ${applicant.lastName}`,
        `${home.street} ${home.houseNumber}`,
        `${home.postcode} ${home.town}`,
      ],
      title: c.language === 'de' ? 'Bescheid über Wohngeld' : 'Notice of housing benefit',
      paragraphs: [
        text[c.language],
        c.language === 'de'
          ? `Haushaltsmitglieder: ${members.length}. Miete nachgewiesen mit ${certificate.name}.`
          : `Members of the household: ${members.length}. Rent shown by ${certificate.name}.`,
      ],
    });
    await c.decide({ outcome: monthly > 0 ? 'approved' : 'rejected', text, files: [notice] });
    await c.close();
  };
}

/**
 * Cents a month. An invented rule of the right shape for a sample (two thirds of the rent minus a third of the income), not the
 * formula of section 19 WoGG.
 */
function monthlyBenefit(members: readonly Member[], rent: number): number {
  const income = members
    .flatMap((member) => member.incomes ?? [])
    .reduce((sum, { gross, interval }) => {
      if (interval === 'once') return sum;
      return sum + (interval === 'yearly' ? gross / 12 : gross);
    }, 0);
  const benefit = (rent * 2) / 3 - income / 3 + 150 * members.length;
  return benefit < 10 ? 0 : Math.round(benefit) * 100;
}
