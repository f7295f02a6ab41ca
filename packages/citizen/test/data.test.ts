import { generateSigningKey } from '@posthorn/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeArea, readersOf, signInAtPage } from '../examples/my-data.ts';
import { DataService } from './data-service.ts';
import { moveIn, type Resident } from './town.ts';
import { sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';

const homeserver = sharedHomeserver();
let parts: AsyncDisposableStack;
let town: { directoryUrl: string; homeserver: typeof homeserver };
/** Keeps the dogs of the city. */
let kiel: DataService;
/** Would like not to ask again what Kiel knows. */
let flensburg: DataService;
let ada: Resident;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  const { url: directoryUrl } = parts.use(await startTestDirectory());
  town = { directoryUrl, homeserver };
  [kiel, flensburg, ada] = await Promise.all([
    DataService.open(directoryUrl, 'kiel'),
    DataService.open(directoryUrl, 'flensburg'),
    moveIn(town, { language: 'en' }),
  ]);
  for (const part of [kiel, flensburg, ada]) parts.use(part);
}, 120_000);
afterAll(() => parts.disposeAsync());

/** Scans the code of a service's page and agrees to all that is asked. @returns the connection id that the page gets */
async function signIn(service: DataService, resident: Resident = ada): Promise<string> {
  const page = await service.signInPage();
  const request = await resident.person.data.readLoginRequest(page.url);
  await request.agree({ approve: request.permissions.map(({ id }) => id) });
  return service.signedIn.get(page.sid) ?? '';
}

test('a person signs in with a QR code: the first time it connects, from then on it is a login', async () => {
  kiel.asksFor = [kiel.toWrite('dog-licence'), kiel.toRead('dog-licence'), kiel.toRead('income')];
  const page = await kiel.signInPage();
  const request = await ada.person.data.readLoginRequest(page.url);
  expect(request).toMatchObject({ kind: 'connection', service: { id: kiel.clientId, name: 'Stadt kiel' } });
  expect(request.permissions).toMatchObject([
    { type: 'WRITE', area: 'dog-licence', purpose: 'Your dog-licence', lawfulBasis: 'CONSENT', isOtherServices: false },
    { type: 'READ', area: 'dog-licence', purpose: 'To look at dog-licence' },
    { type: 'READ', area: 'income' },
  ]);
  expect(kiel.askedIn).toBe('en');
  expect(kiel.signedIn.size).toBe(0);
  await expect(request.agree({ approve: ['another'] })).rejects.toMatchObject({ code: 'permission-unknown' });
  await request.agree({ approve: request.permissions.slice(0, 2).map(({ id }) => id) });
  const connectionId = kiel.signedIn.get(page.sid) ?? '';

  const { connections } = await ada.person.data.overview();
  expect(connections).toMatchObject([{ id: connectionId, service: { id: kiel.clientId } }]);
  expect(connections[0]?.permissions.map(({ type, area, state }) => [type, area, state]).toSorted()).toEqual([
    ['READ', 'dog-licence', 'active'],
    ['READ', 'income', 'denied'],
    ['WRITE', 'dog-licence', 'active'],
  ]);

  const again = await kiel.signInPage();
  const login = await ada.person.data.readLoginRequest(again.url);
  expect(login).toMatchObject({ kind: 'login', permissions: [] });
  await login.agree();
  expect(kiel.signedIn.get(again.sid)).toBe(connectionId);
});

test('a code that somebody else has signed, or a service that nobody knows, gets no answer', async () => {
  const { readLoginRequest } = { readLoginRequest: (url: string) => ada.person.data.readLoginRequest(url) };
  const forged = await flensburg.signInPage({ key: await generateSigningKey() });
  await expect(readLoginRequest(forged.url)).rejects.toMatchObject({ code: 'login-request-invalid' });
  const late = await flensburg.signInPage({ now: new Date(Date.now() - 2 * 3_600_000) });
  await expect(readLoginRequest(late.url)).rejects.toMatchObject({ code: 'login-request-expired' });
  await expect(readLoginRequest('https://flensburg.example')).rejects.toMatchObject({ code: 'login-request-invalid' });
  await expect(readLoginRequest('egendata://account/x')).rejects.toMatchObject({ code: 'login-request-invalid' });
  const declined = await ada.person.data.readLoginRequest((await flensburg.signInPage()).url);
  declined.decline();
  await expect(declined.agree()).rejects.toMatchObject({ code: 'login-request-invalid' });
  expect(flensburg.signedIn.size).toBe(0);
});

test('once only: what Kiel has written, Flensburg reads after the person agreed, and what Kiel writes later, too', async () => {
  const atKiel = await signIn(kiel);
  const dog = { domain: kiel.clientId, area: 'dog-licence' };
  await kiel.write(atKiel, 'dog-licence', { name: 'Bello', tag: 4711 });
  const atFlensburg = await signIn(flensburg);
  await flensburg.ask(atFlensburg, flensburg.toRead('dog-licence', { domain: kiel.clientId, purpose: 'Your tax' }));
  await expect(flensburg.read(atFlensburg, dog, kiel)).rejects.toThrow();

  const [request] = await ada.person.data.requests();
  expect(request).toMatchObject({
    service: { id: flensburg.clientId },
    permissions: [{ type: 'READ', ...dog, purpose: 'Your tax', isOtherServices: true }],
  });
  if (!request) throw new Error('there is no request');
  await ada.person.data.answer(request, { approve: request.permissions.map(({ id }) => id) });
  expect(await ada.person.data.requests()).toEqual([]);
  await expect(ada.person.data.answer(request, { approve: [] })).rejects.toMatchObject({ code: 'request-unknown' });

  expect(await flensburg.read(atFlensburg, dog, kiel)).toEqual({ name: 'Bello', tag: 4711 });
  await kiel.write(atKiel, 'dog-licence', { name: 'Bello', tag: 4712 });
  expect(await flensburg.read(atFlensburg, dog, kiel)).toEqual({ name: 'Bello', tag: 4712 });
  expect(await kiel.read(atKiel, dog, kiel)).toEqual({ name: 'Bello', tag: 4712 });
  const { documents } = await ada.person.data.overview();
  expect(documents).toMatchObject([{ ...dog, writer: kiel.clientId }]);
  expect(documents[0]?.readers.toSorted()).toEqual([flensburg.clientId, kiel.clientId]);
});

test('changing the locks: who is taken the consent reads no more, and nobody loses anything', async () => {
  const { data } = ada.person;
  const dog = { domain: kiel.clientId, area: 'dog-licence' };
  const [atKiel, atFlensburg] = [await signIn(kiel), await signIn(flensburg)];
  const before = await data.read(dog.domain, dog.area);
  const { connections } = await data.overview();
  const consent = connections.find(({ id }) => id === atFlensburg)?.permissions[0];
  expect(consent).toMatchObject({ type: 'READ', state: 'active', withdrawable: true });

  await data.withdraw(consent?.id ?? '');
  await expect(flensburg.read(atFlensburg, dog, kiel)).rejects.toThrow('consent-missing');
  const after = await data.overview();
  expect(after.documents).toMatchObject([{ ...dog, writer: null, readers: [kiel.clientId] }]);
  expect(await data.read(dog.domain, dog.area)).toMatchObject({
    content: before?.content,
    statement: before?.statement,
    writer: { service: kiel.clientId, verified: true, bound: true },
  });
  expect(await kiel.read(atKiel, dog, kiel)).toEqual(before?.content);
  expect(kiel.writeKeys(atKiel, 'dog-licence').map(({ kid }) => kid)).not.toContain(flensburg.readKey.kid);
  await kiel.write(atKiel, 'dog-licence', { name: 'Bello', tag: 4713 });
  await expect(data.withdraw(consent?.id ?? '')).rejects.toMatchObject({ code: 'consent-not-possible' });

  await flensburg.ask(atFlensburg, flensburg.toRead('dog-licence', { domain: kiel.clientId }));
  const [request] = await data.requests();
  await data.answer(request ?? { id: '' }, { approve: request?.permissions.map(({ id }) => id) ?? [] });
  expect(await flensburg.read(atFlensburg, dog, kiel)).toEqual({ name: 'Bello', tag: 4713 });
});

test('a connection that was ended comes back under a new id, and the service finds its data again', async () => {
  const { data } = ada.person;
  const dog = { domain: kiel.clientId, area: 'dog-licence' };
  const first = await signIn(kiel);
  await data.disconnect(kiel.clientId);
  expect((await data.overview()).connections.map(({ service }) => service.id)).toEqual([flensburg.clientId]);
  await expect(kiel.read(first, dog, kiel)).rejects.toThrow('connection-unknown');
  await expect(kiel.write(first, 'dog-licence', {})).rejects.toThrow('connection-unknown');
  expect(await data.read(dog.domain, dog.area)).toMatchObject({ content: { tag: 4713 }, writer: { verified: true } });

  const second = await signIn(kiel);
  expect(second).not.toBe(first);
  expect(await kiel.read(second, dog, kiel)).toEqual({ name: 'Bello', tag: 4713 });
  await kiel.write(second, 'dog-licence', { name: 'Bello', tag: 4714 });
  expect(await flensburg.read(await signIn(flensburg), dog, kiel)).toEqual({ name: 'Bello', tag: 4714 });
});

test('only consent can be withdrawn; what rests on a law says so', async () => {
  const { data } = ada.person;
  const atFlensburg = await signIn(flensburg);
  const terms = { lawfulBasis: 'LEGAL_OBLIGATION', ground: 'AO § 93', frequency: { per: 'YEAR', times: 1 } } as const;
  await flensburg.ask(atFlensburg, flensburg.toRead('income', { ...terms, expires: 4_102_444_800 }));
  const [request] = await data.requests();
  expect(request?.permissions).toMatchObject([{ ...terms, expires: new Date('2100-01-01T00:00:00Z') }]);
  const [asked] = request?.permissions ?? [];
  await data.answer(request ?? { id: '' }, { approve: [asked?.id ?? ''] });
  await expect(data.withdraw(asked?.id ?? '')).rejects.toMatchObject({
    code: 'basis-not-consent',
    message: expect.stringContaining('AO § 93'),
  });
  await expect(data.disconnect(flensburg.clientId)).rejects.toMatchObject({ code: 'basis-not-consent' });
  await expect(data.withdraw(crypto.randomUUID())).rejects.toMatchObject({ code: 'permission-unknown' });
});

test('fault 14: whoever wrote a document is proven, and what was forged or exchanged is said to be so', async () => {
  const { data } = ada.person;
  const atKiel = await signIn(kiel);
  const read = () => data.read(kiel.clientId, 'dog-licence');
  await kiel.write(atKiel, 'dog-licence', { tag: 1 });
  expect(await read()).toMatchObject({
    writer: { service: kiel.clientId, verified: true, bound: true },
    problem: null,
  });
  expect((await read())?.writer.signedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);

  await kiel.write(atKiel, 'dog-licence', { tag: 2 }, { key: await generateSigningKey() });
  expect(await read()).toMatchObject({
    content: { tag: 2 },
    writer: { verified: false },
    problem: 'signature-invalid',
  });
  await kiel.write(atKiel, 'dog-licence', { tag: 3 }, { key: flensburg.key, iss: flensburg.clientId });
  expect(await read()).toMatchObject({ writer: { verified: false }, problem: 'signature-invalid' });
  await kiel.write(atKiel, 'dog-licence', { tag: 4 }, { area: 'cat-licence' });
  expect(await read()).toMatchObject({ writer: { verified: false }, problem: 'document-misplaced' });
  expect(await data.read(kiel.clientId, 'nothing-there')).toBeNull();
});

test('fault 15: a lost phone loses nothing; a new one reads all data after recovery', async () => {
  await kiel.write(await signIn(kiel), 'dog-licence', { name: 'Bello', tag: 4715 });
  await using phone = await moveIn(town, { personId: ada.personId });
  expect(() => phone.person.data).toThrow(expect.objectContaining({ code: 'recovery-needed' }));
  await phone.person.recover(ada.recoverySecret ?? '');
  const { connections } = await ada.person.data.overview();
  expect((await phone.person.data.overview()).connections).toEqual(connections);
  expect(await phone.person.data.read(kiel.clientId, 'dog-licence')).toMatchObject({
    content: { name: 'Bello', tag: 4715 },
    writer: { verified: true },
  });
  const page = await kiel.signInPage();
  const login = await phone.person.data.readLoginRequest(page.url);
  expect(login.kind).toBe('login');
  await login.agree();
  expect(kiel.signedIn.get(page.sid)).toBe(connections.find(({ service }) => service.id === kiel.clientId)?.id);
});

test("the README's program signs in at a page, shows who has read an area, and closes it", async () => {
  const { person } = ada;
  const page = await flensburg.signInPage();
  await signInAtPage(person, page.url, async ({ kind }) => (kind === 'login' ? [] : null));
  const atFlensburg = flensburg.signedIn.get(page.sid) ?? '';
  const before = await readersOf(person, 'dog-licence');
  await kiel.write(await signIn(kiel), 'dog-licence', { name: 'Bello' });
  await flensburg.read(atFlensburg, { domain: kiel.clientId, area: 'dog-licence' }, kiel);
  const readers = (await readersOf(person, 'dog-licence')).map(({ service }) => service);
  expect(readers.slice(before.length)).toEqual([flensburg.clientId]);
  await closeArea(person, 'dog-licence');
  expect((await person.data.overview()).documents).toMatchObject([{ area: 'dog-licence', readers: [] }]);
  expect(await person.data.read(kiel.clientId, 'dog-licence')).toMatchObject({ content: { name: 'Bello' } });
});
