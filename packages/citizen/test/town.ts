import type { JsonObject } from '@posthorn/protocol';
import type { Homeserver } from '@posthorn/stack';
import { freshPersonId, sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { memoryStore } from '../src/memory-store.ts';
import { signIn, type Case, type CitizenStore, type Person } from '../src/index.ts';
import { BareAgency, type ReceivedApplication } from './bare-agency.ts';
import { findPoolPermit, nextEvent } from './person-story.ts';
import { poolPermit } from './pool-permit.ts';

export { findPoolPermit, nextEvent, until } from './person-story.ts';

/** A directory with the city of Kiel in it, which issues permits for swimming pools. */
export interface Town extends AsyncDisposable {
  homeserver: Homeserver;
  directoryUrl: string;
  kiel: BareAgency;
}

export const kielId = 'https://kiel.example';

export async function startTown(homeserver: Homeserver = sharedHomeserver()): Promise<Town> {
  await using parts = new AsyncDisposableStack();
  const directoryUrl = parts.use(await startTestDirectory()).url;
  const kiel = parts.use(await BareAgency.open({ clientId: kielId, homeserver, directoryUrl, service: poolPermit() }));
  const running = parts.move();
  return { homeserver, directoryUrl, kiel, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** Somebody who has just signed in on a device. */
export interface Resident extends AsyncDisposable {
  person: Person;
  personId: string;
  recoverySecret: string | null;
}

/** Signs somebody in: a new person on a throw-away device, unless said otherwise. */
export async function moveIn(
  town: Pick<Town, 'directoryUrl' | 'homeserver'>,
  options: { personId?: string; store?: CitizenStore; language?: 'de' | 'en' } = {},
): Promise<Resident> {
  const { personId = freshPersonId(), language = 'de' } = options;
  const { homeserver } = town;
  const { person, recoverySecret } = await signIn({
    homeserver: homeserver.url,
    directory: town.directoryUrl,
    store: options.store ?? (await memoryStore()),
    loginToken: await homeserver.loginToken(personId),
    language,
  });
  return { person, personId, recoverySecret, [Symbol.asyncDispose]: () => person.close() };
}

/** Applies for a pool permit; resolves when the receipt is there. */
export async function applied(
  town: Pick<Town, 'kiel'>,
  person: Person,
  answers: JsonObject,
): Promise<{ matter: Case; received: ReceivedApplication }> {
  const draft = await person.draft(await findPoolPermit(person));
  draft.set(answers);
  const matter = await draft.submit();
  const received = await town.kiel.nextApplication((application) => application.caseId === matter.id);
  await nextEvent(matter, 'receipt');
  return { matter, received };
}
