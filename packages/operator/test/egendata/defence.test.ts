import { createHmac, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInnerHost } from './inner-host.ts';
import { generateDeviceKeys, OldDevice, type AskedPermission, type DeviceAnswer } from './old-device.ts';
import { sealOldDocument } from './old-document.ts';
import { publicHalf, type RsaPrivateJwk } from './rsa-keys.ts';
import { openTown, type Town } from './town.ts';

let town: Town;
let stored: string;
let slow: { socket: Socket; ended: Promise<string> };

beforeAll(async () => {
  stored = await mkdtemp(path.join(tmpdir(), 'posthorn-defence-'));
  town = await openTown({ dataFolder: stored });
  // Takes the operator's patience to its end; meanwhile everybody else is served.
  slow = speak([
    'POST /api HTTP/1.1',
    'host: operator',
    'content-type: application/jwt',
    'content-length: 500',
    '',
    'e',
  ]);
});
afterAll(async () => {
  await town[Symbol.asyncDispose]();
  await rm(stored, { recursive: true, force: true });
});

function refusal({ status, code }: DeviceAnswer): string {
  return `${status} ${code}`;
}

/** Speaks HTTP by hand to the operator itself. `ended` gives all that came back once the operator has closed. */
function speak(lines: string[]): { socket: Socket; ended: Promise<string> } {
  const { port, hostname } = town.world.door.operators[0] ?? new URL(town.world.url);
  const socket = connect(Number(port), hostname, () => socket.write(lines.join('\r\n')));
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  // A peer that closes while we still send resets the connection; what it said before counts.
  socket.on('error', () => undefined);
  return { socket, ended: once(socket, 'close').then(() => text) };
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A properly signed message, with another header and a signature made by `sign`. */
function forged(jws: string, header: Record<string, unknown>, sign: (input: string) => string): string {
  const [first = '', payload = ''] = jws.split('.');
  const input = `${base64url({ ...JSON.parse(Buffer.from(first, 'base64url').toString()), ...header })}.${payload}`;
  return `${input}.${sign(input)}`;
}

/** A question of each kind of peer, and the key that it is signed with. */
async function questions(): Promise<{ jws: string; key: RsaPrivateJwk }[]> {
  const { library, anna } = town;
  const sub = await town.visit(library, anna);
  return [
    { jws: await library.sign({ type: 'DATA_READ_REQUEST', sub }), key: library.signer.key },
    { jws: await anna.sign({ type: 'ACCOUNT_READ_REQUEST' }), key: anna.keys.account },
  ];
}

test('a message without a signature, or with one that everybody can make, is refused', async () => {
  for (const { jws, key } of await questions()) {
    const spki = createPublicKey({ key: { ...publicHalf(key) }, format: 'jwk' });
    const secrets = [
      JSON.stringify(publicHalf(key)),
      spki.export({ type: 'spki', format: 'pem' }).toString(),
      Buffer.from(key.n, 'base64url'),
    ];
    const attempts = [
      forged(jws, { alg: 'none' }, () => ''),
      forged(jws, { alg: 'none' }, () => 'AAAA'),
      forged(jws, { alg: 'None' }, () => ''),
      ...secrets.map((secret) =>
        forged(jws, { alg: 'HS256' }, (input) => createHmac('sha256', secret).update(input).digest('base64url')),
      ),
      forged(jws, { alg: 'PS256' }, () => Buffer.alloc(256, 7).toString('base64url')),
      forged(jws, {}, () => jws.split('.')[2] ?? ''),
    ];
    for (const attempt of attempts.slice(0, -1))
      expect(refusal(await town.send(attempt))).toMatch(/^(401 signature-invalid|400 block-malformed)$/);
    // The same bytes as at first: this is the one that counts.
    expect((await town.send(attempts.at(-1) ?? '')).status).toBe(200);
  }
});

test('nothing in a header leads the operator to another key', async () => {
  await using inner = await openInnerHost();
  const { anna, ben, library, thief } = town;
  const stranger = publicHalf(ben.keys.account);
  const [asService, asDevice] = await questions();
  const device = asDevice?.jws ?? '';
  const signature = (jws: string) => () => jws.split('.')[2] ?? '';
  expect(refusal(await town.send(forged(device, { jwk: stranger }, signature(device))))).toBe('401 signature-invalid');
  expect(refusal(await town.send(await anna.sign({ type: 'ACCOUNT_READ_REQUEST' }, ben.keys.account)))).toBe(
    '403 account-mismatch',
  );
  for (const header of [
    { kid: thief.signer.header['kid'] },
    { kid: undefined },
    { kid: undefined, jwk: publicHalf(thief.signer.key) },
    { jwk: publicHalf(thief.signer.key) },
    { jku: `${inner.url}/jwks` },
    { x5u: `${inner.url}/certificate` },
    { crit: ['exp'] },
    { b64: false, crit: ['b64'] },
  ]) {
    const jws = await thief.sign(
      { type: 'DATA_READ_REQUEST', iss: library.clientId, sub: crypto.randomUUID() },
      {
        ...library.signer.header,
        ...header,
      },
    );
    expect(refusal(await town.send(jws)), JSON.stringify(header)).toMatch(/^40[013] /);
    const own = asService?.jws ?? '';
    expect(refusal(await town.send(forged(own, header, signature(own))))).toMatch(/^40[013] /);
  }
  expect(inner.requests).toEqual([]);
});

test('a message is for this operator, and for now', async () => {
  const { library, anna } = town;
  const sub = await town.visit(library, anna);
  const now = Math.floor(Date.now() / 1000);
  const times: Record<string, unknown>[] = [
    { iat: now - 7200, exp: now - 3600 },
    { iat: now + 600, exp: now + 4200 },
    { nbf: now + 600 },
    { exp: now + 10 * 365 * 86_400 },
  ];
  for (const time of times) {
    const asService = await library.sign({ type: 'DATA_READ_REQUEST', sub, ...time });
    const asDevice = await anna.sign({ type: 'ACCOUNT_READ_REQUEST', ...time });
    for (const jws of [asService, asDevice]) {
      expect(refusal(await town.send(jws)), JSON.stringify(time)).toBe('401 message-expired');
    }
  }
  for (const odd of [{ exp: undefined }, { iat: undefined }, { exp: 'tomorrow' }, { aud: [town.world.url] }]) {
    const jws = await library.sign({ type: 'DATA_READ_REQUEST', sub, ...odd });
    expect(refusal(await town.send(jws)), JSON.stringify(odd)).toBe('400 block-malformed');
  }
  const misaddressed = await anna.sign({ type: 'ACCOUNT_READ_REQUEST', aud: 'https://other.example' });
  expect(refusal(await town.send(misaddressed))).toBe('401 message-misaddressed');
});

const hostileDomains = [
  'http://a.example/../b',
  'http://a.example/%2e%2e/b',
  'http://a.example/%00',
  'http://a b',
  '../..',
];
const hostileAreas = ['..', '.', '../../etc/passwd', 'a/b', 'a\\b', 'a\u0000', 'a\nb', '\u001b[31m', '\u202eabc', ''];

test('no domain and no area leads out of a store, or into a terminal', async () => {
  const { library } = town;
  const carla = await new OldDevice(await generateDeviceKeys(), town.world.url).register({ provider: 'folder' });
  const places = [
    ...hostileDomains.map((domain) => ({ domain, area: 'card' })),
    ...hostileAreas.map((area) => ({ domain: library.clientId, area })),
  ];
  const connection = await carla.signUp((await library.openSignInPage()).url);
  const data = await sealOldDocument({}, library.signer, carla.keys.data.map(publicHalf));
  for (const place of places) {
    const asked = { id: crypto.randomUUID(), ...place, type: 'WRITE', lawfulBasis: 'CONSENT', description: 'x' };
    const permissions = carla.decide([asked as AskedPermission], () => true);
    const payload = await carla.signConnection(
      { iss: library.clientId, sid: crypto.randomUUID() },
      { sub: connection, permissions },
    );
    const attempts = [
      await carla.sign({ type: 'CONNECTION_RESPONSE', payload }),
      await library.sign({ type: 'DATA_WRITE', sub: connection, paths: [{ ...place, data }] }),
      await library.sign({ type: 'DATA_READ_REQUEST', sub: connection, paths: [place] }),
      await carla.sign({ type: 'RECIPIENTS_READ_REQUEST', sub: connection, paths: [place] }),
      await carla.sign({
        type: 'RECIPIENTS_WRITE',
        sub: connection,
        paths: [{ ...place, recipients: data.recipients }],
      }),
      await carla.sign({ type: 'DOCUMENT_READ_REQUEST', paths: [place] }),
      await carla.sign({ type: 'DOCUMENT_DELETE', paths: [place] }),
    ];
    for (const jws of attempts)
      expect(refusal(await town.send(jws)), JSON.stringify(place)).toBe('400 block-malformed');
  }
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Carla' } });
  const files = await readdir(stored, { recursive: true });
  for (const file of files) expect(file).toMatch(/^[a-z0-9./-]+$/);
});

test('a body of five mebibytes is refused before it is read', async () => {
  const head = ['POST /api HTTP/1.1', 'host: operator', 'content-type: application/jwt'];
  // Not one byte of the body is sent.
  const announced = speak([...head, `content-length: ${5 * 1024 * 1024}`, 'connection: close', '', '']);
  expect(await announced.ended).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body-too-large"/);
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const unannounced = speak([...head, 'transfer-encoding: chunked', 'connection: close', '', chunk.repeat(80)]);
  expect(await unannounced.ended).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body-too-large"/);
  expect(refusal(await town.send('a'.repeat(5 * 1024 * 1024)))).toBe('413 body-too-large');
});

test('a service that never answers keeps nobody else waiting', async () => {
  const { library, thief, anna, ben } = town;
  const finished: string[] = [];
  const page = await thief.openSignInPage();
  const request = await ben.meet(page.url);
  thief.hearing = 'silent';
  const stuck = ben.connect(request).then(() => finished.push('with the silent service'));
  await thief.nextMessage();

  const connection = await town.visit(library, anna);
  const others = Array.from({ length: 10 }, async () => {
    await anna.logIn((await library.openSignInPage()).url, connection);
    await library.client.data.read(connection, { area: 'card' });
    finished.push('with the library');
  });
  await Promise.all(others);
  await stuck;
  expect(finished).toEqual([...others.map(() => 'with the library'), 'with the silent service']);
});

test('a client that dribbles its message is cut off', async () => {
  expect(await slow.ended).toMatch(/^HTTP\/1\.1 4\d\d /);
});
