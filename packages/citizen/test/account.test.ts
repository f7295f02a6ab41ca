import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WireType } from '@posthorn/protocol';
import { freshPersonId, sharedHomeserver, startTestDirectory, type TestDirectory } from '@posthorn/stack/testing';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../operator/src/database/open.ts';
import type { Database } from '../../operator/src/database/schema.ts';
import { openStore, signIn, type NodeSignInOptions } from '../src/node.ts';
import type { AccessView, Person } from '../src/index.ts';
import { DataService } from './data-service.ts';
import { openGate, type Gate } from './gate.ts';
import { moveIn, until, type Resident } from './town.ts';

const homeserver = sharedHomeserver();
let parts: AsyncDisposableStack;
let gate: Gate;
let directory: TestDirectory;
let kiel: DataService;
let flensburg: DataService;
let ada: Resident;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  gate = parts.use(await openGate());
  directory = parts.use(await startTestDirectory({ baseUrl: gate.url }));
  gate.operator = directory.url;
  [kiel, flensburg, ada] = await Promise.all([
    DataService.open(gate.url, 'kiel'),
    DataService.open(gate.url, 'flensburg'),
    moveIn({ directoryUrl: gate.url, homeserver }, { language: 'de' }),
  ]);
  for (const part of [kiel, flensburg, ada]) parts.use(part);
}, 120_000);
afterAll(() => parts.disposeAsync());

/** Scans the code of a service's page and agrees to all that it asks for. @returns the connection id that the page gets */
async function signInAt(service: DataService, person: Person): Promise<string> {
  const page = await service.signInPage();
  const request = await person.data.readLoginRequest(page.url);
  await request.agree({ approve: request.permissions.map(({ id }) => id) });
  return service.signedIn.get(page.sid) ?? '';
}

/** Somebody whose dog is registered in Kiel; Flensburg may read that. */
async function dogOwner(person: Person): Promise<{ atKiel: string; atFlensburg: string }> {
  kiel.asksFor = [kiel.toWrite('dog-licence')];
  flensburg.asksFor = [flensburg.toRead('dog-licence', { domain: kiel.clientId })];
  const atKiel = await signInAt(kiel, person);
  await kiel.write(atKiel, 'dog-licence', { name: 'Bello <&>', tag: 4711 });
  return { atKiel, atFlensburg: await signInAt(flensburg, person) };
}

test('whatever is cut off in the middle is finished at the next start', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-consents-'));
  const key = randomBytes(32);
  const options: Omit<NodeSignInOptions, 'store'> = { homeserver: homeserver.url, directory: gate.url };
  const start = async (more: Partial<NodeSignInOptions> = {}): Promise<Person> =>
    (await signIn({ ...options, ...more, store: await openStore(folder, key) })).person;
  const dog = { domain: kiel.clientId, area: 'dog-licence' };
  let person = await start({ loginToken: await homeserver.loginToken(freshPersonId()) });
  const { atKiel } = await dogOwner(person);

  /** The program loses the operator in the middle, ends, and is started again. */
  async function cutOff(lost: WireType, act: () => Promise<unknown>): Promise<void> {
    gate.lost.add(lost);
    await expect(act()).rejects.toMatchObject({ code: 'directory-unreachable' });
    await person.close();
    gate.lost.clear();
    person = await start();
  }
  const readers = async (): Promise<string[]> => (await person.data.overview()).documents[0]?.readers ?? [];
  const consent = async (): Promise<string> => {
    const { connections } = await person.data.overview();
    return connections.find(({ service }) => service.id === flensburg.clientId)?.permissions.at(-1)?.id ?? '';
  };

  for (const lost of ['DELETE_CONSENT', 'CONNECTION_RESPONSE', 'DOCUMENT_WRITE'] as const) {
    expect(await readers()).toEqual([flensburg.clientId]);
    await cutOff(lost, async () => person.data.withdraw(await consent()));
    await until(person, async () => ((await readers()).length === 0 ? true : null));
    expect(kiel.writeKeys(atKiel, 'dog-licence').map(({ kid }) => kid)).not.toContain(flensburg.readKey.kid);
    expect(await person.data.read(dog.domain, dog.area)).toMatchObject({ content: { tag: 4711 } });
    await person.data.disconnect(flensburg.clientId);
    await signInAt(flensburg, person);
  }
  await person.data.disconnect(flensburg.clientId);
  await cutOff('CONNECTION_RESPONSE', () => signInAt(flensburg, person));
  await until(person, async () => ((await readers()).length === 1 ? true : null));

  await person.data.disconnect(flensburg.clientId);
  gate.lost.add('RECIPIENTS_READ_REQUEST');
  const atFlensburg = await signInAt(flensburg, person);
  expect(await readers()).toEqual([]);
  await person.close();
  gate.lost.clear();
  person = await start();
  await until(person, async () => ((await readers()).length === 1 ? true : null));
  expect(await flensburg.read(atFlensburg, dog, kiel)).toMatchObject({ tag: 4711 });
  await person.close();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

test('a connection that the operator keeps for something else than consent is not forgotten', async () => {
  const { data } = ada.person;
  await dogOwner(ada.person);
  const ends = async (): Promise<boolean> => {
    const { connections } = await data.overview();
    return !connections.some(({ service }) => service.id === flensburg.clientId);
  };
  gate.answers.set('DELETE_CONSENT', { ended: false, remaining: [{ id: 'a', lawfulBasis: 'CONTRACT' }] });
  await expect(data.disconnect(flensburg.clientId)).rejects.toMatchObject({ code: 'basis-not-consent' });
  gate.answers.clear();
  expect(await ends()).toBe(false);
  flensburg.asksFor = [];
  const page = await flensburg.signInPage();
  expect(await ada.person.data.readLoginRequest(page.url)).toMatchObject({ kind: 'login' });
  await data.disconnect(flensburg.clientId);
  expect(await ends()).toBe(true);
});

test('an area is deleted for good, after a warning that says so and who loses access', async () => {
  const { data } = ada.person;
  const { atKiel } = await dogOwner(ada.person);
  const warning = await data.deletionWarning(kiel.clientId, 'dog-licence');
  expect(warning).toMatchObject({ exists: true, losesAccess: [{ id: flensburg.clientId, name: 'Stadt flensburg' }] });
  expect(warning.text).toMatch(/vollständig und unwiderruflich.*Stadt flensburg/);
  await expect(data.deleteArea(kiel.clientId, 'dog-licence', {} as never)).rejects.toMatchObject({
    code: 'confirmation-missing',
  });
  await data.deleteArea(kiel.clientId, 'dog-licence', { confirmed: true });
  expect(await data.read(kiel.clientId, 'dog-licence')).toBeNull();
  expect(await data.deletionWarning(kiel.clientId, 'dog-licence')).toMatchObject({ exists: false });
  await kiel.write(atKiel, 'dog-licence', { tag: 1 });
  expect(await data.read(kiel.clientId, 'dog-licence')).toMatchObject({ content: { tag: 1 } });
});

test('a person sees who looked, takes everything along, moves it, and deletes the account', async () => {
  const { data } = ada.person;
  const { atFlensburg } = await dogOwner(ada.person);
  const dog = { domain: kiel.clientId, area: 'dog-licence' };
  await flensburg.read(atFlensburg, dog, kiel);
  await expect(flensburg.read(atFlensburg, { ...dog, area: 'income' }, kiel)).rejects.toThrow('consent-missing');
  const log = await entries(ada.person);
  expect(log.map(({ action, actor, outcome }) => [action, actor, outcome])).toEqual(
    expect.arrayContaining([
      ['write', kiel.clientId, 'done'],
      ['grant', ada.person.accountId, 'done'],
      ['read', flensburg.clientId, 'done'],
      ['read', flensburg.clientId, 'consent-missing'],
    ]),
  );
  expect((await entries(ada.person, { newestFirst: true })).map(({ seq }) => seq)).toEqual(
    log.map(({ seq }) => seq).toReversed(),
  );

  const archive = unzipSync(await data.exportAccount());
  const file = (name: string): string => strFromU8(archive[name] ?? new Uint8Array());
  expect(Object.keys(archive).toSorted()).toEqual([
    'access-log.json',
    'account.json',
    'cases.json',
    'connections.json',
    'data/1-dog-licence.json',
    'index.html',
  ]);
  expect(JSON.parse(file('data/1-dog-licence.json'))).toMatchObject({
    content: { name: 'Bello <&>', tag: 4711 },
    writer: { service: kiel.clientId, verified: true },
  });
  expect(JSON.parse(file('access-log.json'))).toHaveLength(log.length + 1);
  expect(JSON.parse(file('connections.json')).connections).toHaveLength(2);
  expect(file('index.html')).toContain('Wer hat zugegriffen?');
  expect(file('index.html')).toContain('Bello &#60;&#38;&#62;');
  expect(
    strFromU8(unzipSync(await data.exportAccount({ language: 'en' }))['index.html'] ?? new Uint8Array()),
  ).toContain('Who looked?');

  await expect(data.moveStore({ provider: 'nowhere' }).next()).rejects.toMatchObject({ code: 'store-options-invalid' });
  expect((await data.overview()).store).toEqual({ provider: 'folder' });
  for await (const { done, total } of data.moveStore({ provider: 'memory' })) expect(done).toBeLessThanOrEqual(total);
  expect(await data.overview()).toMatchObject({ store: { provider: 'memory' }, move: null });
  expect(await data.read(dog.domain, dog.area)).toMatchObject({ content: { tag: 4711 } });

  const { accountId } = ada.person;
  await expect(data.deleteAccount({} as never)).rejects.toMatchObject({ code: 'confirmation-missing' });
  await data.deleteAccount({ confirmed: true });
  await expect(flensburg.read(atFlensburg, dog, kiel)).rejects.toThrow('connection-unknown');
  expect(ada.person.accountId).not.toBe(accountId);
  expect(await data.overview()).toMatchObject({ connections: [], documents: [], requests: [] });
  expect(await signInAt(flensburg, ada.person)).not.toBe(atFlensburg);
});

test('an access log whose end was cut off, or in which an entry was changed, is not believed', async () => {
  await dogOwner(ada.person);
  const { length } = await entries(ada.person);
  const id = ada.person.accountId.replace('egendata://account/', '');
  await tamper(async (database) => {
    await database.deleteFrom('access_log').where('account_id', '=', id).where('seq', '=', length).execute();
    const last = database
      .selectFrom('access_log')
      .where('account_id', '=', id)
      .where('seq', '=', length - 1);
    const { hash: log_head, previous: log_previous } = await last.selectAll().executeTakeFirstOrThrow();
    const head = { log_seq: length - 1, log_head, log_previous };
    await database.updateTable('accounts').set(head).where('id', '=', id).execute();
  });
  await expect(entries(ada.person)).rejects.toMatchObject({ code: 'access-log-broken', details: { seq: length } });
  await tamper(async (database) => {
    const entry = database.updateTable('access_log').where('account_id', '=', id).where('seq', '=', 2);
    await entry.set({ actor: 'https://nobody.example' }).execute();
  });
  await expect(entries(ada.person)).rejects.toMatchObject({ code: 'access-log-broken', details: { seq: 2 } });
  const archive = unzipSync(await ada.person.data.exportAccount({ language: 'en' }));
  expect(strFromU8(archive['index.html'] ?? new Uint8Array())).toContain('This log is not whole');
  expect(Object.keys(archive)).toContain('account.json');
});

async function entries(person: Person, options: { newestFirst?: boolean } = {}): Promise<AccessView[]> {
  const found: AccessView[] = [];
  for await (const entry of person.data.accessLog(options)) found.push(entry);
  return found;
}

/** What somebody can do who has the operator's database. */
async function tamper(work: (database: Database) => Promise<void>): Promise<void> {
  await directory.whileStopped(async () => {
    const { database, close } = await openDatabase(directory.database);
    await work(database);
    await close();
  });
}
