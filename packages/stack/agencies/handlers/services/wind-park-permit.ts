import type { Handler } from '@posthorn/agency';
import type { WindParkPermitAnswers } from '../../../../../services/answer-types.ts';
import { letterToPdf } from '../letter.ts';
import type { Office } from '../office.ts';
import { euros, today } from '../wording.ts';

/**
 * Permits a wind park: completeness → how do the turbines run at night → expert report → the bodies concerned → (formal procedure:
 * the public) → permit. Full power at night is permitted in part: reduced near dwellings.
 */
export function permitWindParks(office: Office): Handler<WindParkPermitAnswers> {
  return async (c) => {
    const { answers, fee } = c.application;
    const { company, project, turbines } = answers;
    await c.status('in-progress', { step: 'completeness' });
    const { code: night } = await c.ask('night-operation');
    await c.status('action-required', { step: 'resubmit' });
    const report = await c.requestDocument('expert-report');
    await c.status('in-progress', { step: 'bodies' });
    if (project.procedure === 'formal') await c.status('in-progress', { step: 'public' });

    const date = await c.step('date', today);
    const power = turbines.reduce((sum, turbine) => sum + turbine.ratedPower, 0);
    const outcome = night === 'full' ? 'partly-approved' : 'approved';
    const text = {
      de: `${project.name}: ${turbines.length} Windenergieanlagen sind genehmigt${night === 'full' ? ', nachts schallreduziert' : ''}.`,
      en: `${project.name}: ${turbines.length} wind turbines are permitted${night === 'full' ? ', noise-reduced at night' : ''}.`,
    };
    const permit = await letterToPdf(c.language === 'de' ? 'Genehmigung.pdf' : 'Permit.pdf', {
      office,
      language: c.language,
      date,
      reference: `BImSchG ${c.id.slice(0, 8)}`,
      to: [company.name, `${company.street} ${company.houseNumber}`, `${company.postcode} ${company.town}`],
      title: c.language === 'de' ? 'Immissionsschutzrechtliche Genehmigung' : 'Permit under immission control law',
      paragraphs: [
        text[c.language],
        ...turbines.map(
          (turbine) =>
            `${turbine.designation}: ${turbine.manufacturer} ${turbine.model}, ${turbine.municipality}, ${turbine.plot}`,
        ),
        c.language === 'de'
          ? `Nennleistung zusammen: ${power}. Gutachten: ${report.name}. Gebühr: ${euros(fee?.amount ?? 0, 'de')}.`
          : `Rated power together: ${power}. Expert report: ${report.name}. Fee: ${euros(fee?.amount ?? 0, 'en')}.`,
      ],
    });
    await c.decide({ outcome, text, files: [permit] });
    await c.close();
  };
}
