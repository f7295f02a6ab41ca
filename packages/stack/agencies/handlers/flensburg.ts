import type { Agency } from '@posthorn/agency';
import type { AnswersByService } from '../../../../services/answer-types.ts';
import { registerCity } from './city.ts';

/** Where many new citizens come from. */
const neighbour = 'https://kiel.example';

export default function registerHandlers(agency: Agency<AnswersByService>): void {
  const name = { de: 'Stadt Flensburg', en: 'City of Flensburg' };
  registerCity(agency, { name, section: name, address: 'Rathausplatz 1, 24937 Flensburg' }, { neighbour });
}
