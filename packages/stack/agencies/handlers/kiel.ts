import type { Agency } from '@posthorn/agency';
import type { AnswersByService } from '../../../../services/answer-types.ts';
import { registerCity } from './city.ts';

export default function registerHandlers(agency: Agency<AnswersByService>): void {
  const name = { de: 'Landeshauptstadt Kiel', en: 'City of Kiel' };
  registerCity(agency, { name, section: name, address: 'Fleethörn 9, 24103 Kiel' });
}
