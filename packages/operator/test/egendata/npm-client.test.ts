import { beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../story.ts';
import { generateDeviceKeys, OldDevice, type DeviceKeys } from './old-device.ts';
import type { OldService } from './old-service.ts';
import { openOldWorld, type OldWorld } from './old-world.ts';
import { generateRsaKey, type RsaPrivateJwk } from './rsa-keys.ts';

const offers = ['Library card', 'Parking permit', 'Day nursery'];

let serviceKeys: RsaPrivateJwk[];
let phones: DeviceKeys[];

beforeAll(async () => {
  serviceKeys = await Promise.all(offers.map(() => generateRsaKey('sig')));
  phones = await Promise.all(Array.from({ length: 6 }, () => generateDeviceKeys()));
});

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
  // The page is signed in as soon as the phone has its answer.
  expect(await service.pollSignInPage(page.id)).toBe(connection);

  const application = { applicant: name, to: service.clientId, answers: ['Ä', '€', '😀', null, 1.5] };
  await service.client.data.write(connection, { area: 'application', data: application });
  expect(await service.client.data.read(connection, { area: 'application' })).toEqual([
    { domain: service.clientId, area: 'application', data: application },
  ]);

  const nextVisit = await service.openSignInPage();
  await person.logIn(nextVisit.url, connection);
  expect(await service.pollSignInPage(nextVisit.id)).toBe(connection);
  const changed = { ...application, answers: ['changed'] };
  await service.client.data.write(connection, { area: 'application', data: changed });
  expect(await service.client.data.read(connection, { area: 'application' })).toMatchObject([{ data: changed }]);
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
  // Two reads each; CONNECTION_INIT, CONNECTION_EVENT and LOGIN_EVENT each.
  expect({ answers, events }).toEqual({ answers: 2 * visits, events: 3 * visits });
}

describe.each(Object.keys(engines) as (keyof typeof engines)[])('the unchanged npm client, on %s', (kind) => {
  test('three services and six people at once: register, connect, sign in, write and read', async () => {
    await using engine = await engines[kind]();
    await using world = await openOldWorld(await engine.emptyDatabase());
    await everybodyUsesEverything(world, phones);
  });
});
