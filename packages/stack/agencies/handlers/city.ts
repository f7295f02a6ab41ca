import type { Agency } from '@posthorn/agency';
import type { AnswersByService } from '../../../../services/answer-types.ts';
import type { Office } from './office.ts';
import { writeLicencesLater } from './dog-licence.ts';
import { writeResidencesLater } from './residence.ts';
import { registerDogs } from './services/dog-registration.ts';
import { grantHousingBenefit } from './services/housing-benefit.ts';
import { offerKindergartenPlaces } from './services/kindergarten-place.ts';
import { issueCertificates } from './services/registration-certificate.ts';

/** What the offices of a city do. */
export function registerCity(
  agency: Agency<AnswersByService>,
  office: Office,
  options: { neighbour?: string } = {},
): void {
  const section = (de: string, en: string): Office => ({ ...office, section: { de, en } });
  agency.onApplication('dog-registration', registerDogs(section('Steueramt', 'Tax office'), options));
  writeLicencesLater(agency);
  agency.onApplication('housing-benefit', grantHousingBenefit(section('Wohngeldstelle', 'Housing benefit office')));
  agency.onApplication('kindergarten-place', offerKindergartenPlaces(section('Jugendamt', 'Youth office')));
  agency.onApplication('registration-certificate', issueCertificates(section('Bürgeramt', 'Citizens’ office')));
  writeResidencesLater(agency);
}
