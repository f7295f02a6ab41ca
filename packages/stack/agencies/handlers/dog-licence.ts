import type { Agency, HandlerCase } from '@posthorn/agency';
import { isPosthornError } from '@posthorn/protocol';
import type { AnswersByService, DogRegistrationAnswers } from '../../../../services/answer-types.ts';

/** What a city keeps in a person's store about a registered dog. */
export type DogLicence = { tag: string; dog: string; chip: string; registeredOn: string };

const area = 'dog-licence';

/** The number on the tag of a dog. */
export function tagOf(caseId: string, chip: string): string {
  return `${caseId.slice(0, 4).toUpperCase()}-${chip.slice(-4)}`;
}

/**
 * Puts the licence into the person's store if the person has agreed to that, and asks if nobody has asked yet. The registration does not
 * hang on it.
 */
export async function keepLicence(c: HandlerCase<DogRegistrationAnswers>, licence: DogLicence): Promise<void> {
  const asked = (await c.data.permissions()).filter((permission) => permission.area === area);
  if (asked.length === 0) await c.data.request();
  if (!asked.some(({ type, state }) => type === 'WRITE' && state === 'approved')) return;
  await c.data.write({ area, content: licence }).catch(unlessWithdrawn);
}

/** The licence that another city has issued, in that city's own words, if the person lets it be read. */
export async function licenceFrom(c: HandlerCase<DogRegistrationAnswers>, city: string): Promise<DogLicence | null> {
  const mayRead = (await c.data.permissions()).some(
    ({ type, domain, area: of, state }) => type === 'READ' && domain === city && of === area && state === 'approved',
  );
  if (!mayRead) return null;
  const items = await c.data.read({ domain: city, area }).catch(unlessWithdrawn);
  const found = items?.find(({ writer, problem }) => writer?.verified === true && writer.bound && !problem);
  return (found?.content ?? null) as DogLicence | null;
}

/** A person may agree after the dog was registered: then the licence is written as soon as they have. */
export function writeLicencesLater(agency: Agency<AnswersByService>): void {
  const written = new Set<string>();
  agency.onAgreement((connectionId) => {
    const registered = agency
      .cases({ service: 'dog-registration' })
      .filter((matter) => matter.connectionId === connectionId && matter.outcome === 'approved');
    const last = registered.at(-1);
    const application = last && agency.case(last.id).application;
    if (!application || written.has(last.id)) return;
    written.add(last.id);
    const { dog } = application.payload.answers as unknown as DogRegistrationAnswers;
    const registeredOn = new Date(last.changedAt).toISOString().slice(0, 10);
    const content = { tag: tagOf(last.id, dog.chip), dog: dog.name, chip: dog.chip, registeredOn };
    agency.data.write(connectionId, { area, content }).catch(() => written.delete(last.id));
  });
}

function unlessWithdrawn(error: unknown): null {
  if (isPosthornError(error, 'consent-missing')) return null;
  throw error;
}
