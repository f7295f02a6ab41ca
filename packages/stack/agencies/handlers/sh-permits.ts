import type { Agency } from '@posthorn/agency';
import type { AnswersByService } from '../../../../services/answer-types.ts';
import { permitWindParks } from './services/wind-park-permit.ts';

export default function registerHandlers(agency: Agency<AnswersByService>): void {
  const office = {
    name: {
      de: 'Landesamt für Genehmigungen Schleswig-Holstein',
      en: 'State Authority for Permits, Schleswig-Holstein',
    },
    section: { de: 'Immissionsschutz', en: 'Immission control' },
    address: 'Hamburger Chaussee 25, 24220 Flintbek',
  };
  agency.onApplication('wind-park-permit', permitWindParks(office));
}
