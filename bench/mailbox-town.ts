import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAgency, type Agency } from '@posthorn/agency';
import { signIn } from '@posthorn/citizen';
import { parseService } from '@posthorn/service-definition';
import type { Stack } from '@posthorn/stack';
import { memoryStore } from '../packages/citizen/src/memory-store.ts';
import type { BenchOptions } from './report.ts';

/** Somebody with so many cases, and what opens their mailbox on a further device. */
interface BenchPerson {
  cases: number;
  personId: string;
  recoverySecret: string;
}

/** A mailbox, an agency that answers at once, and people with cases. */
export interface BenchTown extends AsyncDisposable {
  url: string;
  people: BenchPerson[];
  serviceUrl: string;
  /** Title of the newest of so many cases. */
  lastTitle(cases: number): string;
  /** Comes back from the eID. Without a person: somebody new. */
  signInUrl(personId?: string): Promise<string>;
}

const clientId = 'https://library.example';

/** Somebody at the eID whom nobody has seen before. */
function freshPersonId(): string {
  return `test-${randomBytes(8).toString('hex')}`;
}

/** @param counts how many cases each person has */
export async function openBenchTown(
  stack: Stack,
  counts: readonly number[],
  progress: BenchOptions['progress'],
): Promise<BenchTown> {
  await using parts = new AsyncDisposableStack();
  const agency = await openLibrary(parts, stack);
  const people: BenchPerson[] = [];
  for (const cases of counts) {
    progress(`opening ${cases} cases`);
    people.push(await moveIn(stack, agency, cases));
  }
  const running = parts.move();
  return {
    url: stack.mailboxUrl,
    people,
    serviceUrl: `${stack.mailboxUrl}/services/${encodeURIComponent(clientId)}/library-card`,
    lastTitle: titleOf,
    signInUrl: async (personId = freshPersonId()) =>
      `${stack.mailboxUrl}/signed-in?loginToken=${encodeURIComponent(await stack.loginToken(personId))}`,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function titleOf(number: number): string {
  return `Mahnung Nummer ${number}`;
}

async function moveIn(stack: Stack, agency: Agency, cases: number): Promise<BenchPerson> {
  const personId = freshPersonId();
  const { person, recoverySecret } = await signIn({
    homeserver: stack.homeserverUrl,
    directory: stack.directoryUrl,
    store: await memoryStore(),
    loginToken: await stack.loginToken(personId),
  });
  const { connectionId } = await person.connect(clientId);
  await connected(agency, connectionId);
  for (let number = 1; number <= cases; number += 1) {
    const title = titleOf(number);
    agency.openCase(connectionId, { title, text: 'Bitte bringen Sie das Buch zurück.' });
  }
  await agency.idle();
  await person.close();
  return { cases, personId, recoverySecret: recoverySecret ?? '' };
}

async function connected(agency: Agency, connectionId: string): Promise<void> {
  while (!agency.connections().some(({ connectionId: id }) => id === connectionId)) await agency.idle();
}

async function openLibrary(parts: AsyncDisposableStack, stack: Stack): Promise<Agency> {
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-bench-library-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  const [user, password] = ['library', randomBytes(24).toString('base64url')];
  await stack.homeserver.register(user, password);
  const agency = parts.use(
    await openAgency({
      clientId,
      names: { de: 'Stadtbücherei', en: 'Town library' },
      homeserver: stack.homeserverUrl,
      user,
      password,
      directory: stack.directoryUrl,
      signingKeyFile: path.join(folder, 'signing-key.json'),
      storage: { folder, key: new Uint8Array(randomBytes(32)) },
      services: [parseService(libraryCard, 'library-card.yaml')],
    }),
  );
  await agency.start();
  await agency.published();
  return agency;
}

const libraryCard = `
id: library-card
version: 1
leikaKey: '99001001000000'
title: { de: Bibliotheksausweis beantragen, en: Apply for a library card }
summary: { de: Ein Ausweis der Stadtbücherei., en: A card of the town library. }
keywords: { de: [Bücherei], en: [library] }
legalBasis: [{ title: Satzung der Stadtbücherei }]
responsible: [{ agency: '${clientId}', regions: ['010020000000'] }]
applicant: [person]
form:
  schema:
    type: object
    additionalProperties: false
    required: [name]
    properties:
      name: { type: string, minLength: 1, maxLength: 200, x-title: { de: Name, en: Name } }
  pages:
    - id: reader
      title: { de: Angaben, en: Details }
      ui: { type: VerticalLayout, elements: [{ type: Control, scope: '#/properties/name' }] }
steps: [{ id: done, title: { de: Fertig, en: Done }, status: decided }]
questions: {}
retention: P1Y
`;
