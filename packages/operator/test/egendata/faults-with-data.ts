import { afterEach, expect, test, vi } from 'vitest';
import { openData, signWire, verifyWriter, type RsaKey, type RsaPrivateKey, type SealedData } from '@posthorn/protocol';
import { decodeJwt, type GeneralJWE } from 'jose';
import { TestAgency } from '../story.ts';
import { OldDevice, type AskedPermission, type DeviceAnswer } from './old-device.ts';
import { sealOldDocument } from './old-document.ts';
import { readStrictly } from './old-form.ts';
import type { OldService } from './old-service.ts';
import { publicHalf } from './rsa-keys.ts';
import { town } from './shared-town.ts';
import { refusal } from './town.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A DATA_WRITE made by hand, because the npm client would not send it. */
async function writeByHand(
  service: OldService,
  person: OldDevice,
  connection: string,
  contents: Record<string, unknown>,
): Promise<DeviceAnswer> {
  const readers = person.keys.data.map(publicHalf);
  const paths = await Promise.all(
    Object.entries(contents).map(async ([area, content]) => ({
      domain: service.clientId,
      area,
      data: await sealOldDocument(content, service.signer, readers),
    })),
  );
  return town.send(await service.sign({ type: 'DATA_WRITE', sub: connection, paths }));
}

test('fault 8: an own writer cannot write what the person could not read', async () => {
  const { world, anna, ben } = town;
  const office = await TestAgency.named('office');
  expect((await town.send(await office.registration({ aud: world.url }))).status).toBe(200);
  const path = { domain: office.clientId, area: 'notice' };
  const asked: AskedPermission = {
    id: crypto.randomUUID(),
    ...path,
    type: 'WRITE',
    lawfulBasis: 'CONSENT',
    description: 'Your notice',
  };
  const connection = await anna.connect({ iss: office.clientId, sid: crypto.randomUUID(), permissions: [asked] });
  async function write(readers: OldDevice): Promise<DeviceAnswer> {
    const data = await sealOldDocument({ euros: 12 }, town.library.signer, readers.keys.data.map(publicHalf));
    const content = {
      iss: office.clientId,
      aud: world.url,
      sub: connection,
      paths: [{ ...path, data: data as SealedData }],
    };
    return town.send(await signWire('DATA_WRITE', content, office.key, { kid: office.key.kid }));
  }
  expect(refusal(await write(ben))).toBe('403 recipients-not-agreed');
  expect((await anna.readRecipients(connection, [path]))[0]?.recipients).toBeUndefined();
  expect((await write(anna)).status).toBe(200);
});

test('fault 8: what an old client encrypts to another person is noted, and the service still reads it', async () => {
  const { library, world, ben } = town;
  const first = await town.newcomer();
  const connection = await first.signUp((await library.openSignInPage()).url);
  const second = new OldDevice(ben.keys, world.url);
  await (await second.register()).signUp((await library.openSignInPage()).url);
  // The npm client keeps the write keys of the latest connection only.
  await library.client.data.write(connection, { area: 'card', data: { holder: 'first' } });
  expect(await library.client.data.read(connection, { area: 'card' })).toMatchObject([{ data: { holder: 'first' } }]);
  expect(await logOf(first)).toContainEqual(
    expect.objectContaining({
      action: 'write',
      about: expect.objectContaining({ note: 'not encrypted to the person' }),
    }),
  );
});

test('fault 9: a write that lacks one permission fails whole and leaves everything as it was', async () => {
  const { library, anna } = town;
  const connection = await town.visit(library, anna);
  await library.client.data.write(connection, { area: 'card', data: { number: 1 } });
  const mixed = await writeByHand(library, anna, connection, { card: { number: 2 }, fines: { euros: 3 } });
  expect(refusal(mixed)).toBe('403 consent-missing');
  const alone = await writeByHand(library, anna, connection, { fines: { euros: 3 } });
  expect(refusal(alone)).toBe('403 consent-missing');

  expect(await library.client.data.read(connection, { area: 'card' })).toMatchObject([{ data: { number: 1 } }]);
  const paths = ['card', 'fines'].map((area) => ({ domain: library.clientId, area }));
  const [kept, never] = await anna.readRecipients(connection, paths);
  expect([kept?.recipients?.length, never?.recipients]).toEqual([2, undefined]);
});

test('fault 10: a read without permission is refused, not a failure of the operator', async () => {
  const { pool, library } = town;
  const carla = await town.newcomer();
  const connection = await carla.signUp((await pool.openSignInPage()).url, () => false);
  const request = { type: 'DATA_READ_REQUEST', sub: connection };
  const read = await town.send(await pool.sign({ ...request, paths: [{ domain: library.clientId, area: 'card' }] }));
  expect(refusal(read)).toBe('403 consent-missing');
  await expect(pool.client.data.read(connection, { domain: library.clientId, area: 'card' })).rejects.toThrow('403');
});

test('fault 11: a service reads what another has written, once the person agrees', async () => {
  const { library, pool, ben } = town;
  const membership = await town.visit(library, ben);
  await library.client.data.write(membership, { area: 'card', data: { holder: 'Ben' } });
  const cardPath = { domain: library.clientId, area: 'card' };

  const request = await ben.meet((await pool.openSignInPage()).url);
  const ticket = await ben.connect(request);
  // Agreed, but Ben's phone has not let the pool in yet: nothing that the pool could open.
  const [closed] = (await pool.client.data.read(ticket, cardPath)) ?? [];
  expect(closed?.data).toBeUndefined();

  const readKey = request.permissions?.[0]?.jwk;
  if (readKey === undefined) throw new Error('The pool asks to read.');
  await ben.addReader(ticket, cardPath, readKey);
  expect(await pool.client.data.read(ticket, cardPath)).toEqual([{ ...cardPath, data: { holder: 'Ben' } }]);
  // The library still reads it, too, and each gets its own wrapped key only.
  expect(await library.client.data.read(membership, cardPath)).toMatchObject([{ data: { holder: 'Ben' } }]);
  const raw = await town.send(await pool.sign({ type: 'DATA_READ_REQUEST', sub: ticket, paths: [cardPath] }));
  const [{ data }] = readStrictly(raw.text)['paths'] as [{ data: GeneralJWE }];
  expect(data.recipients.map(({ header }) => header?.kid)).toEqual([readKey.kid]);
});

test('fault 12: a connection without any permission is fine, and the service asks later', async () => {
  const { world } = town;
  const nursery = await world.service('Day nursery', town.thief.signer.key);
  await nursery.client.connect();
  const dora = await town.newcomer();
  const page = await nursery.openSignInPage();
  const connection = await dora.signUp(page.url);
  expect(await nursery.pollSignInPage(page.id)).toBe(connection);
  const secondPage = await nursery.openSignInPage();
  await dora.logIn(secondPage.url, connection);
  expect(await nursery.pollSignInPage(secondPage.id)).toBe(connection);

  const asked: AskedPermission = {
    id: crypto.randomUUID(),
    domain: nursery.clientId,
    area: 'place',
    type: 'WRITE',
    lawfulBasis: 'CONSENT',
    description: 'The place that you have been given',
  };
  const sid = crypto.randomUUID();
  const later = await nursery.sign({ type: 'PERMISSION_REQUEST', sub: connection, sid, permissions: [asked] });
  expect((await town.send(later)).status).toBe(201);

  const known = await town.send(await dora.sign({ type: 'ACCOUNT_READ_REQUEST' }));
  const { requests } = decodeJwt<{ requests: { jws: string }[] }>(known.text);
  const { permissions } = decodeJwt<{ permissions: AskedPermission[] }>(requests[0]?.jws ?? '');
  const payload = await dora.signConnection(
    { iss: nursery.clientId, sid },
    { sub: connection, permissions: dora.decide(permissions, () => true) },
  );
  expect((await town.send(await dora.sign({ type: 'CONNECTION_RESPONSE', payload }))).status).toBe(201);
  await nursery.client.data.write(connection, { area: 'place', data: { from: '2026-08-01' } });
  const path = { domain: nursery.clientId, area: 'place' };
  expect((await dora.readRecipients(connection, [path]))[0]?.recipients).toHaveLength(2);
});

test('fault 13: a withdrawn consent ends reading and writing, and the data stays the person’s own', async () => {
  const { library } = town;
  const emil = await town.newcomer();
  const connection = await emil.signUp((await library.openSignInPage()).url);
  const path = { domain: library.clientId, area: 'card' };
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Emil' } });
  expect((await emil.deleteConsent(connection)).status).toBe(200);

  await expect(library.client.data.read(connection, { area: 'card' })).rejects.toThrow('403');
  expect(refusal(await writeByHand(library, emil, connection, { card: { holder: 'Library' } }))).toBe(
    '403 connection-unknown',
  );
  expect((await documentsOf(emil, [path]))[0]).toEqual({ holder: 'Emil' });

  // Agreeing again gives a new connection, and the service finds its data again.
  const again = await emil.meet((await library.openSignInPage()).url);
  const renewed = await emil.connect(again);
  expect(renewed).not.toBe(connection);
});

test('fault 13: deleted data is gone', async () => {
  const { library } = town;
  const frida = await town.newcomer();
  const connection = await frida.signUp((await library.openSignInPage()).url);
  const path = { domain: library.clientId, area: 'card' };
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Frida' } });
  expect((await town.send(await frida.sign({ type: 'DOCUMENT_DELETE', paths: [path] }))).status).toBe(200);
  expect(await documentsOf(frida, [path])).toEqual([undefined]);
  expect(await library.client.data.read(connection, { area: 'card' })).toEqual([{ ...path, data: undefined }]);
});

test('fault 13: a permission ends when its time is over', async () => {
  const { library } = town;
  const gustav = await town.newcomer();
  const request = await gustav.meet((await library.openSignInPage()).url);
  const expires = Math.floor(Date.now() / 1000) + 1800;
  const { approved = [] } = gustav.decide(request.permissions ?? [], () => true);
  const sub = crypto.randomUUID();
  const payload = await gustav.signConnection(request, {
    sub,
    permissions: { approved: approved.map((permission) => ({ ...permission, expires })) },
  });
  expect((await town.send(await gustav.sign({ type: 'CONNECTION_RESPONSE', payload }))).status).toBe(201);
  expect((await writeByHand(library, gustav, sub, { card: { holder: 'Gustav' } })).status).toBe(200);

  vi.useFakeTimers({ toFake: ['Date'], now: (expires + 1) * 1000 });
  const path = { domain: library.clientId, area: 'card' };
  const read = await library.sign({ type: 'DATA_READ_REQUEST', sub, paths: [path] });
  expect(refusal(await town.send(read))).toBe('403 consent-missing');
  expect(refusal(await writeByHand(library, gustav, sub, { card: {} }))).toBe('403 consent-missing');
});

test('fault 13: the person sees who looked, what for, and what was refused', async () => {
  const { library, thief } = town;
  const hanna = await town.newcomer();
  const connection = await hanna.signUp((await library.openSignInPage()).url);
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Hanna' } });
  await library.client.data.read(connection, { area: 'card' });
  const attempt = await thief.sign({ type: 'DATA_READ_REQUEST', sub: connection });
  expect(refusal(await town.send(attempt))).toBe('403 connection-unknown');

  const entries = await logOf(hanna);
  expect(entries.map(({ action, actor, outcome }) => [action, actor, outcome])).toEqual([
    ['account', hanna.account, 'done'],
    ['connect', hanna.account, 'done'],
    ['grant', hanna.account, 'done'],
    ['write', library.clientId, 'done'],
    ['read', library.clientId, 'done'],
    ['read', thief.clientId, 'connection-unknown'],
  ]);
  expect(entries.at(-1)?.jws).toBe(attempt);
});

interface LogEntry {
  action: string;
  actor: string;
  outcome: string;
  about: Record<string, unknown>;
  jws: string;
}

/** What the person sees of who did what. */
async function logOf(person: OldDevice): Promise<LogEntry[]> {
  const answer = await town.send(await person.sign({ type: 'ACCESS_LOG_READ_REQUEST' }));
  return decodeJwt<{ entries: LogEntry[] }>(answer.text).entries;
}

/** What the person sees of the documents in the store, without their content. */
async function recordsOf(person: OldDevice): Promise<{ version: number }[]> {
  const answer = await town.send(await person.sign({ type: 'ACCOUNT_READ_REQUEST' }));
  return decodeJwt<{ documents: { version: number }[] }>(answer.text).documents;
}

/** What the person reads in their own store. */
async function documentsOf(person: OldDevice, paths: { domain: string; area: string }[]): Promise<unknown[]> {
  const answer = await town.send(await person.sign({ type: 'DOCUMENT_READ_REQUEST', paths }));
  const { paths: found } = decodeJwt<{ paths: { data?: GeneralJWE }[] }>(answer.text);
  return Promise.all(found.map(async ({ data }) => data && (await person.open(data)).content));
}

test('fault 14: a reader can tell what the writer has signed from what the person has made up', async () => {
  const { library, pool } = town;
  const jonas = await town.newcomer();
  const membership = await jonas.signUp((await library.openSignInPage()).url);
  await library.client.data.write(membership, { area: 'card', data: { holder: 'Jonas' } });
  const path = { domain: library.clientId, area: 'card' };
  const request = await jonas.meet((await pool.openSignInPage()).url);
  const ticket = await jonas.connect(request);
  const readKey = request.permissions?.[0]?.jwk;
  if (readKey === undefined) throw new Error('The pool asks to read.');
  await jonas.addReader(ticket, path, readKey);

  const libraryKey = { ...publicHalf(library.signer.key), kid: String(library.signer.header['kid']) };
  const statement = await statementFor(pool, ticket, path);
  expect(await verifyWriter(statement, libraryKey as RsaKey, path)).toMatchObject({ bound: false });

  const forged = await sealOldDocument(
    { holder: 'Jonas', free: true },
    { key: jonas.keys.account, header: library.signer.header },
    [publicHalf(jonas.keys.data[0]), readKey],
  );
  const [document] = await recordsOf(jonas);
  const paths = [{ ...path, version: document?.version, data: forged }];
  expect((await town.send(await jonas.sign({ type: 'DOCUMENT_WRITE', paths }))).status).toBe(200);
  const madeUp = await statementFor(pool, ticket, path);
  await expect(verifyWriter(madeUp, libraryKey as RsaKey, path)).rejects.toMatchObject({ code: 'signature-invalid' });
});

/** What a service reads at a place: the writer's statement, as it stands in the document. */
async function statementFor(
  service: OldService,
  connection: string,
  path: { domain: string; area: string },
): Promise<string> {
  const read = await service.sign({ type: 'DATA_READ_REQUEST', sub: connection, paths: [path] });
  const [{ data }] = readStrictly((await town.send(read)).text)['paths'] as [{ data: SealedData }];
  const key = await service.client.keyProvider.getKey(data.recipients[0]?.header.kid ?? '');
  return (await openData(data, key as RsaPrivateKey)).jws;
}

test('fault 15: a new phone with the keys of the vault goes on where the lost one ended', async () => {
  const { library, world } = town;
  const lost = await town.newcomer();
  const connection = await lost.signUp((await library.openSignInPage()).url);
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Ida' } });

  const found = new OldDevice(lost.keys, world.url, lost.account);
  const known = await town.send(await found.sign({ type: 'ACCOUNT_READ_REQUEST' }));
  const { connections } = decodeJwt<{ connections: { id: string; service: { clientId: string } }[] }>(known.text);
  expect(connections).toMatchObject([{ id: connection, service: { clientId: library.clientId } }]);
  expect(await documentsOf(found, [{ domain: library.clientId, area: 'card' }])).toEqual([{ holder: 'Ida' }]);
  const page = await library.openSignInPage();
  await found.logIn(page.url, connection);
  expect(await library.pollSignInPage(page.id)).toBe(connection);
});
