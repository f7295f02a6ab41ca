import type { Agency, HandlerCase } from '@posthorn/agency';
import { isPosthornError } from '@posthorn/protocol';
import type { AnswersByService, RegistrationCertificateAnswers } from '../../../../services/answer-types.ts';

/** What a city keeps in a person's store about where they are registered; forms name it with `x-data`. */
export type Residence = {
  firstName: string;
  lastName: string;
  birthDate: string;
  address: { street: string; houseNumber: string; postcode: string; town: string };
};

const area = 'residence';
const service = 'registration-certificate';

const wishes = [
  {
    type: 'WRITE' as const,
    area,
    description: {
      de: 'Ihre Meldedaten, damit Sie sie nicht in jedes Formular schreiben müssen',
      en: 'Your registration data, so that you need not write it into every form',
    },
  },
];

/** Puts the registration into the person's store if the person has agreed to that, and asks if nobody has asked yet. */
export async function keepResidence(c: HandlerCase<RegistrationCertificateAnswers>): Promise<void> {
  const asked = (await c.data.permissions()).filter((permission) => permission.area === area);
  if (asked.length === 0) await c.data.request(wishes);
  if (!asked.some(({ type, state }) => type === 'WRITE' && state === 'approved')) return;
  const content = residenceOf(c.application.answers);
  await c.data.write({ area, content }).catch((error: unknown) => {
    if (!isPosthornError(error, 'consent-missing')) throw error;
  });
}

/** A person may agree after the certificate was issued: then the registration is written as soon as they have. */
export function writeResidencesLater(agency: Agency<AnswersByService>): void {
  const written = new Set<string>();
  agency.onAgreement((connectionId) => {
    const issued = agency
      .cases({ service })
      .filter((matter) => matter.connectionId === connectionId && matter.outcome === 'approved');
    const last = issued.at(-1);
    const application = last && agency.case(last.id).application;
    if (!application || written.has(last.id)) return;
    written.add(last.id);
    const content = residenceOf(application.payload.answers as unknown as RegistrationCertificateAnswers);
    agency.data.write(connectionId, { area, content }).catch(() => written.delete(last.id));
  });
}

function residenceOf({ person }: RegistrationCertificateAnswers): Residence {
  const { firstName, lastName, birthDate, street, houseNumber, postcode, town } = person;
  return { firstName, lastName, birthDate, address: { street, houseNumber, postcode, town } };
}
