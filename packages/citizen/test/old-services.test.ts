import { sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOldService, type OldService } from '../../operator/test/egendata/old-service.ts';
import { generateRsaKey } from '../../operator/test/egendata/rsa-keys.ts';
import { DataService } from './data-service.ts';
import { moveIn, type Resident } from './town.ts';

const card = { area: 'card', purpose: 'To lend you books', description: 'Your library card' };
let parts: AsyncDisposableStack;
/** Keeps a library card, with the unchanged npm client. */
let library: OldService;
/** Sells tickets, cheaper for holders of a library card, with the unchanged npm client. */
let pool: OldService;
/** Reads what old services have written. */
let kiel: DataService;
let ada: Resident;
let ben: Resident;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const { url: directoryUrl } = parts.use(await startTestDirectory());
  const town = { directoryUrl, homeserver: sharedHomeserver() };
  const [libraryKey, poolKey] = await Promise.all([generateRsaKey('sig'), generateRsaKey('sig')]);
  const at = { operator: directoryUrl };
  library = parts.use(
    await startOldService({
      ...at,
      name: 'City library',
      key: libraryKey,
      asksFor: [{ ...card, types: ['READ', 'WRITE'] }],
    }),
  );
  const reads = {
    domain: library.clientId,
    area: 'card',
    types: ['READ' as const],
    purpose: 'To give you the discount',
  };
  pool = parts.use(await startOldService({ ...at, name: 'Swimming pool', key: poolKey, asksFor: [reads] }));
  [kiel, ada, ben] = await Promise.all([
    DataService.open(directoryUrl, 'kiel'),
    moveIn(town),
    moveIn(town),
    library.client.connect(),
    pool.client.connect(),
  ]);
  for (const part of [kiel, ada, ben]) parts.use(part);
}, 120_000);
afterAll(() => parts.disposeAsync());

/** Scans the code of an old service's page, and agrees to what `agrees` picks. @returns the connection id that the page gets */
async function signIn(service: OldService, { person }: Resident, agrees = (_type: string) => true): Promise<string> {
  const page = await service.openSignInPage();
  const request = await person.data.readLoginRequest(page.url);
  await request.agree({ approve: request.permissions.filter(({ type }) => agrees(type)).map(({ id }) => id) });
  return (await service.pollSignInPage(page.id)) ?? '';
}

test('a person connects with an unchanged old service, signs in again, and reads what it writes', async () => {
  const connection = await signIn(library, ada);
  expect(connection).not.toBe('');
  expect(await signIn(library, ada)).toBe(connection);
  await library.client.data.write(connection, { area: 'card', data: { number: 17 } });
  expect(await library.client.data.read(connection, { area: 'card' })).toMatchObject([{ data: { number: 17 } }]);
  expect(await ada.person.data.read(library.clientId, 'card')).toMatchObject({
    content: { number: 17 },
    writer: { service: library.clientId, signedAt: null, verified: true, bound: false },
  });
});

test('once only works between old services, and from an old one to an agency', async () => {
  const atLibrary = await signIn(library, ada);
  const atPool = await signIn(pool, ada);
  const path = { domain: library.clientId, area: 'card' };
  expect(await pool.client.data.read(atPool, path)).toMatchObject([{ data: { number: 17 } }]);
  await library.client.data.write(atLibrary, { area: 'card', data: { number: 18 } });
  expect(await pool.client.data.read(atPool, path)).toMatchObject([{ data: { number: 18 } }]);

  kiel.asksFor = [kiel.toRead('card', { domain: library.clientId })];
  const login = await ada.person.data.readLoginRequest((await kiel.signInPage()).url);
  await login.agree({ approve: login.permissions.map(({ id }) => id) });
  const [atKiel = ''] = kiel.connections.keys();
  expect((await kiel.open(atKiel, path))?.content).toEqual({ number: 18 });
  // An old writer cannot seal to the keys of today: the person's device opens the new version to the agency.
  await library.client.data.write(atLibrary, { area: 'card', data: { number: 19 } });
  await signIn(library, ada);
  expect((await kiel.open(atKiel, path))?.content).toEqual({ number: 19 });
});

test('withdrawing from an old service leaves the others their access', async () => {
  const path = { domain: library.clientId, area: 'card' };
  const atPool = await signIn(pool, ada);
  await ada.person.data.disconnect(pool.clientId);
  await expect(pool.client.data.read(atPool, path)).rejects.toThrow();
  const { documents } = await ada.person.data.overview();
  expect(documents[0]?.readers.toSorted()).toEqual([library.clientId, kiel.clientId].toSorted());
  expect(await library.client.data.read(await signIn(library, ada), { area: 'card' })).toMatchObject([
    { data: { number: 19 } },
  ]);
  const again = await signIn(pool, ada);
  expect(again).not.toBe(atPool);
  expect(await pool.client.data.read(again, path)).toMatchObject([{ data: { number: 19 } }]);
});

test('fault 8: each person gives keys of their own, and what an old service sealed to another person is told apart', async () => {
  const atLibrary = await signIn(library, ada);
  const atBen = await signIn(library, ben);
  await library.client.data.write(atBen, { area: 'card', data: { number: 20 } });
  expect(await ben.person.data.read(library.clientId, 'card')).toMatchObject({ content: { number: 20 } });
  // The unchanged client keeps the keys of whoever came last; nobody but the library can mend that.
  await library.client.data.write(atLibrary, { area: 'card', data: { number: 21 } });
  await expect(ada.person.data.read(library.clientId, 'card')).rejects.toMatchObject({ code: 'document-not-for-key' });
  const { documents } = await ada.person.data.overview();
  expect(documents[0]?.sealedToMe).toBe(false);
});

test('fault 7: a service that may write and not read gets keys of the person alone', async () => {
  const { data } = ben.person;
  await data.disconnect(library.clientId);
  const connection = await signIn(library, ben, (type) => type === 'WRITE');
  await library.client.data.write(connection, { area: 'card', data: { number: 22 } });
  expect(await data.read(library.clientId, 'card')).toMatchObject({ content: { number: 22 } });
  const { documents } = await data.overview();
  expect(documents).toMatchObject([{ area: 'card', readers: [], sealedToMe: true }]);
  await expect(library.client.data.read(connection, { area: 'card' })).rejects.toThrow();
});
