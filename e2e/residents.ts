import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Case, type CaseEvent, type CaseEventOf, type Draft, type Person, signIn } from '@posthorn/citizen';
import { openStore } from '@posthorn/citizen/node';
import type { JsonObject } from '@posthorn/protocol';
import type { Homeserver } from '@posthorn/stack';

/** Where people and agencies meet: a stack, or what it consists of. */
export interface Town {
  homeserver: Homeserver;
  directoryUrl: string;
}

/** Somebody signed in on one device. */
export interface Resident extends AsyncDisposable {
  person: Person;
  personId: string;
  recoverySecret: string;
}

/** Signs a person in for the first time, or (with `personId`) on a further device. */
export async function moveIn(
  town: Town,
  options: { personId?: string; language?: 'de' | 'en' } = {},
): Promise<Resident> {
  const personId = options.personId ?? `test-${randomBytes(8).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-resident-'));
  const store = await openStore(folder, randomBytes(32));
  const { person, recoverySecret } = await signIn({
    homeserver: town.homeserver.url,
    directory: town.directoryUrl,
    store,
    loginToken: await town.homeserver.loginToken(personId),
    language: options.language ?? 'en',
  });
  return {
    person,
    personId,
    recoverySecret: recoverySecret ?? '',
    async [Symbol.asyncDispose]() {
      await person.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The full, valid answers that the repository keeps for each of its services. */
export async function exampleAnswers(service: string): Promise<JsonObject> {
  return JSON.parse(
    await readFile(new URL(`../services/examples/${service}.json`, import.meta.url), 'utf8'),
  ) as JsonObject;
}

/** A draft of a service of an agency, filled in with the example answers. */
export async function filledDraft(person: Person, agency: string, service: string): Promise<Draft> {
  const draft = await person.draft({ agency: { id: agency }, id: service });
  draft.set(await exampleAnswers(service));
  return draft;
}

/** The first event of a kind, waiting for it when it has not come yet. */
export async function nextEvent<K extends CaseEvent['kind']>(
  matter: Case,
  kind: K,
  fits: (event: CaseEventOf<K>) => boolean = () => true,
): Promise<CaseEventOf<K>> {
  for await (const event of matter.events()) {
    if (event.kind === kind && fits(event as CaseEventOf<K>)) return event as CaseEventOf<K>;
  }
  throw new Error(`the case ended without ${kind}`);
}
