import { constants, createHmac, createPublicKey, sign as signBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInnerHost } from './inner-host.ts';
import type { AskedPermission } from './old-device.ts';
import { sealOldDocument } from './old-document.ts';
import { publicHalf, type RsaPrivateJwk } from './rsa-keys.ts';
import { openTown, refusal, type Town } from './town.ts';

let town: Town;
/** Where the store `folder` keeps what it is given. */
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

/** Speaks HTTP by hand to the operator itself. `ended` gives all that came back once the operator has closed. */
function speak(lines: string[]): { socket: Socket; ended: Promise<string> } {
  const { port, hostname } = town.world.door.operators[0] ?? new URL(town.world.url);
  const socket = connect(Number(port), hostname, () => socket.write(lines.join('\r\n')));
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  // A peer that closes while we still send resets the connection; what it said before counts.
  socket.on('error', () => undefined);
  return { socket, ended: new Promise((resolve) => socket.once('close', () => resolve(text))) };
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

/** Signs as PS256 does, whatever the header says. */
function ps256(key: RsaPrivateJwk): (input: string) => string {
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return (input) =>
    signBytes('sha256', Buffer.from(input), { key: { ...key }, format: 'jwk', ...padding }).toString('base64url');
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

const malformed = '400 block-malformed';

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
    for (const attempt of attempts.slice(0, -1)) {
      expect(refusal(await town.send(attempt))).toMatch(/^(401 signature-invalid|400 block-malformed)$/);
    }
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
    '401 account-mismatch',
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
    const asked = await thief.sign({ type: 'DATA_READ_REQUEST', iss: library.clientId, sub: crypto.randomUUID() });
    const jws = forged(asked, { ...library.signer.header, ...header }, ps256(thief.signer.key));
    const own = asService?.jws ?? '';
    for (const attempt of [jws, forged(own, header, signature(own))]) {
      expect(refusal(await town.send(attempt)), JSON.stringify(header)).toMatch(
        /^401 (service-key-mismatch|signature-invalid)$/,
      );
    }
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
    expect(refusal(await town.send(jws)), JSON.stringify(odd)).toBe(malformed);
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
  const carla = await town.newcomer({ provider: 'folder' });
  const places = [
    ...hostileDomains.map((domain) => ({ domain, area: 'card' })),
    ...hostileAreas.map((area) => ({ domain: library.clientId, area })),
  ];
  const connection = await carla.signUp((await library.openSignInPage()).url);
  const data = await sealOldDocument({}, library.signer, carla.keys.data.map(publicHalf));
  for (const place of places) {
    const asked = { id: crypto.randomUUID(), ...place, type: 'WRITE', lawfulBasis: 'CONSENT', description: 'x' };
    const permissions = carla.decide([asked as AskedPermission], () => true);
    const request = { iss: library.clientId, sid: crypto.randomUUID() };
    const payload = await carla.signConnection(request, { sub: connection, permissions });
    const agreement = await carla.sign({ type: 'CONNECTION_RESPONSE', payload });
    const write = await library.sign({ type: 'DATA_WRITE', sub: connection, paths: [{ ...place, data }] });
    for (const jws of [agreement, write]) expect(refusal(await town.send(jws)), JSON.stringify(place)).toBe(malformed);
  }
  const { recipients } = data;
  for (const place of [
    { domain: '../..', area: 'card' },
    { domain: library.clientId, area: '..' },
  ]) {
    const attempts = [
      await library.sign({ type: 'DATA_READ_REQUEST', sub: connection, paths: [place] }),
      await carla.sign({ type: 'RECIPIENTS_READ_REQUEST', sub: connection, paths: [place] }),
      await carla.sign({ type: 'RECIPIENTS_WRITE', sub: connection, paths: [{ ...place, recipients }] }),
      await carla.sign({ type: 'DOCUMENT_READ_REQUEST', paths: [place] }),
      await carla.sign({ type: 'DOCUMENT_DELETE', paths: [place] }),
    ];
    for (const jws of attempts) expect(refusal(await town.send(jws)), JSON.stringify(place)).toBe(malformed);
  }
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Carla' } });
  const files = await readdir(stored, { recursive: true });
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) expect(file).toMatch(/^[0-9a-z./-]+$/);
});

test('a body of five mebibytes is refused before it is read', async () => {
  const head = ['POST /api HTTP/1.1', 'host: operator', 'content-type: application/jwt'];
  // Not one byte of the body is sent.
  const announced = speak([...head, `content-length: ${5 * 1024 * 1024}`, 'connection: close', '', '']);
  expect(await announced.ended).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body-too-large"/);
  const chunk = `10000\r\n${'a'.repeat(0x10000)}\r\n`;
  const unannounced = speak([...head, 'transfer-encoding: chunked', 'connection: close', '', chunk.repeat(80)]);
  expect(await unannounced.ended).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body-too-large"/);
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
