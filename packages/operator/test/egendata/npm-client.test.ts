import type { DatabaseConfig } from '@posthorn/operator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines, type Engine } from '../story.ts';
import { generateDeviceKeys, OldDevice, type DeviceKeys } from './old-device.ts';
import type { OldService } from './old-service.ts';
import { openOldWorld, type OldWorld } from './old-world.ts';
import { generateRsaKey, type RsaPrivateJwk } from './rsa-keys.ts';

const offers = ['Library card', 'Parking permit', 'Day nursery'];

let serviceKeys: RsaPrivateJwk[];
let phones: DeviceKeys[];
let pglite: Engine;
let inAFolder: DatabaseConfig;

beforeAll(async () => {
  pglite = await engines.PGlite();
  inAFolder = await pglite.emptyDatabase();
  serviceKeys = await Promise.all(offers.map(() => generateRsaKey('sig')));
  phones = await Promise.all(Array.from({ length: 6 }, () => generateDeviceKeys()));
});
afterAll(() => pglite[Symbol.asyncDispose]());

/** Three services that ask everybody to keep an application in the person's store, and to read it again. */
function startServices(world: OldWorld): Promise<OldService[]> {
  const asksFor = [
    {
      area: 'application',
      types: ['READ' as const, 'WRITE' as const],
      purpose: 'To decide on your application',
      description: 'Your application as you have filled it in',
    },
  ];
  return Promise.all(serviceKeys.map((key, index) => world.service(offers[index] ?? '', key, asksFor)));
}

/** One person uses one service from the first visit on. */
async function useService(service: OldService, person: OldDevice, name: string): Promise<void> {
  const page = await service.openSignInPage();
  expect(await service.pollSignInPage(page.id)).toBeNull();
  const connection = await person.signUp(page.url);
  expect(await service.untilSignedIn(page.id)).toBe(connection);

  const application = { applicant: name, to: service.clientId, answers: ['Ä', '€', '😀', null, 1.5] };
  await service.client.data.write(connection, { area: 'application', data: application });
  expect(await service.client.data.read(connection, { area: 'application' })).toEqual([
    { domain: service.clientId, area: 'application', data: application },
  ]);

  const nextVisit = await service.openSignInPage();
  await person.logIn(nextVisit.url, connection);
  expect(await service.untilSignedIn(nextVisit.id)).toBe(connection);
  expect(await service.client.data.read(connection, { area: 'application' })).toMatchObject([{ data: application }]);
}

async function everybodyUsesEverything(world: OldWorld, people: DeviceKeys[]): Promise<void> {
  const services = await startServices(world);
  await Promise.all(services.map(({ client }) => client.connect()));
  await Promise.all(
    people.map(async (keys, index) => {
      const person = await new OldDevice(keys, world.url).register();
      await Promise.all(services.map((service) => useService(service, person, `Person ${index}`)));
    }),
  );
  const { answers, events } = world.checkEverythingSaid();
  const visits = services.length * people.length;
  // Two reads each.
  expect(answers).toBe(2 * visits);
  // CONNECTION_INIT, CONNECTION_EVENT and LOGIN_EVENT each; on a busy machine an event may come twice.
  expect(events).toBeGreaterThanOrEqual(3 * visits);
}

/** RSA is slow, and so is a machine that is busy with other tests. In milliseconds. */
const patience = 180_000;

/** Three services and so many people use each other all at once, at `count` operators that take turns. */
async function everybodyAt(database: DatabaseConfig, count: number, people: number): Promise<void> {
  await using world = await openOldWorld(database, { count });
  await everybodyUsesEverything(world, phones.slice(0, people));
  expect(world.door.requestsByOperator.size).toBe(count);
}

test(
  'the unchanged npm client works on PGlite: three services, six people, all at once',
  async () => everybodyAt(inAFolder, 1, 6),
  patience,
);

describe('the unchanged npm client works on PostgreSQL', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await engines.PostgreSQL();
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  test(
    'with one operator: three services, two people, all at once',
    async () => everybodyAt(await engine.emptyDatabase(), 1, 2),
    patience,
  );

  test(
    'with two operators that take turns: three services, four people, all at once',
    async () => everybodyAt(await engine.emptyDatabase(), 2, 4),
    patience,
  );
});
