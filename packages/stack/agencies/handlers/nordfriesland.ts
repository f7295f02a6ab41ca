import type { Agency } from '@posthorn/agency';
import type { AnswersByService } from '../../../../services/answer-types.ts';
import { grantHousingBenefit } from './services/housing-benefit.ts';

export default function registerHandlers(agency: Agency<AnswersByService>): void {
  const office = {
    name: { de: 'Kreis Nordfriesland', en: 'District of Nordfriesland' },
    section: { de: 'Fachdienst Wohngeld', en: 'Housing benefit section' },
    address: 'Marktstraße 6, 25813 Husum',
  };
  agency.onApplication('housing-benefit', grantHousingBenefit(office));
}
