import { generateSigningKey, PosthornError, toPublicKey, type PublicKey } from '@posthorn/protocol';
import { exportJWK, generateKeyPair } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { openGuardedFetch, type GuardedFetch } from '../src/keys/guarded-fetch.ts';
import { createServiceKeys } from '../src/keys/service-keys.ts';
import { openWebHost, type WebHost } from './web-host.ts';

const asInDevelopment = { allowPrivateAddresses: true };
/** Milliseconds on the clock when a story begins. */
const start = 1_000;
const publicAddress = '93.184.216.34';

let rsa: Shown & { n: string };
let weakRsa: Shown & { n: string };
let ec: PublicKey;
beforeAll(async () => {
  rsa = await rsaKey(2048);
  weakRsa = await rsaKey(1024);
  ec = toPublicKey(await generateSigningKey());
});

/** What a service shows at the address of a key: mostly a key. */
type Shown = { kid?: string | undefined; [member: string]: unknown };

async function rsaKey(bits: number): Promise<Shown & { n: string }> {
  const { publicKey } = await crypto.subtle.generateKey(
    { name: 'RSA-PSS', modulusLength: bits, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    true,
    ['sign', 'verify'],
  );
  const { n = '' } = await crypto.subtle.exportKey('jwk', publicKey);
  return { kty: 'RSA', use: 'sig', e: 'AQAB', n };
}

/** A service that shows keys by their names below `/jwks/`. Each knows its own address. */
async function openJwks(keys: Record<string, Shown>): Promise<WebHost & { jwksUri: string }> {
  const host: WebHost = await openWebHost((request, response) => {
    const key = keys[(request.url ?? '').replace('/jwks/', '')];
    response.writeHead(key === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...key, kid: key?.kid ?? `${host.url}${request.url}` }));
  });
  return Object.assign(host, { jwksUri: `${host.url}/jwks` });
}

/** What became of asking: 'done', or the code of the refusal. */
async function outcome(asking: Promise<unknown>): Promise<string> {
  try {
    await asking;
    return 'done';
  } catch (error) {
    if (!(error instanceof PosthornError)) throw error;
    expect(error.mend).not.toBe('');
    return error.code;
  }
}

test('a key below the jwksURI is fetched once, however many ask at once and again, until it is ten minutes old', async () => {
  await using service = await openJwks({ client_key: rsa, other: { ...ec, kid: undefined } });
  await using web = openGuardedFetch(asInDevelopment);
  let now = start;
  const keys = createServiceKeys(web, { now: () => now });
  const kid = `${service.jwksUri}/client_key`;
  const found = await Promise.all(Array.from({ length: 20 }, () => keys.key(kid, service.jwksUri)));
  for (const key of found) expect(key).toEqual({ kid, ...rsa });
  now = start + 10 * 60_000 - 1;
  await keys.key(kid, service.jwksUri);
  expect(service.requests).toHaveLength(1);
  now = start + 10 * 60_000 + 1;
  await keys.key(kid, service.jwksUri);
  expect(service.requests).toHaveLength(2);
  // A P-256 key goes by its thumbprint in here.
  expect(await keys.key(`${service.jwksUri}/other`, service.jwksUri)).toEqual(ec);
});

test('a key that could not be had is asked for again after ten seconds, and not before', async () => {
  const answers: Record<string, Shown> = {};
  await using service = await openJwks(answers);
  await using web = openGuardedFetch(asInDevelopment);
  let now = start;
  const keys = createServiceKeys(web, { now: () => now });
  const kid = `${service.jwksUri}/client_key`;
  const ask = (): Promise<string> => outcome(keys.key(kid, service.jwksUri));
  expect([await ask(), await ask()]).toEqual(['key-unreachable', 'key-unreachable']);
  answers['client_key'] = rsa;
  now = start + 9_999;
  expect(await ask()).toBe('key-unreachable');
  expect(service.requests).toHaveLength(1);
  now = start + 10_001;
  expect(await ask()).toBe('done');
});

test('nothing is asked at a kid that is not the jwksURI, a slash and a name', async () => {
  await using service = await openJwks({ client_key: rsa });
  await using other = await openJwks({ client_key: rsa });
  await using web = openGuardedFetch(asInDevelopment);
  const keys = createServiceKeys(web);
  const { jwksUri } = service;
  const kids = [
    `${other.jwksUri}/client_key`,
    jwksUri,
    `${jwksUri}/`,
    `${jwksUri}x/client_key`,
    `${jwksUri}/..`,
    `${jwksUri}/../client_key`,
    `${jwksUri}/./client_key`,
    `${jwksUri}/a/client_key`,
    `${jwksUri}//client_key`,
    `${jwksUri}/%2e%2e`,
    `${jwksUri}/a%2fclient_key`,
    `${jwksUri}/a\\client_key`,
    `${jwksUri}/client_key?a=b`,
    `${jwksUri}/client_key#a`,
    `${jwksUri}/client_key\n`,
    ` ${jwksUri}/client_key`,
    `${jwksUri}/client_key\u0000`,
    jwksUri.replace('http://', 'HTTP://') + '/client_key',
    jwksUri.replace('http://', 'http://name:secret@') + '/client_key',
    `egendata://jwks/client_key`,
    'client_key',
    '',
  ];
  for (const kid of kids) expect([kid, await outcome(keys.key(kid, jwksUri))]).toEqual([kid, 'key-not-allowed']);
  // A jwksURI that ends in the middle of something else is no better.
  for (const odd of [`${jwksUri}?x=`, `${jwksUri}#`, `${jwksUri}/..`]) {
    expect(await outcome(keys.key(`${odd}/client_key`, odd))).toBe('key-not-allowed');
  }
  expect([...service.requests, ...other.requests]).toEqual([]);
  expect(await outcome(keys.key(`${jwksUri}/client_key`, `${jwksUri}/`))).toBe('done');
});

test('what answers there must be the key of that kid, public, for signatures, and strong', async () => {
  const privateKey = await exportJWK((await generateKeyPair('PS256', { extractable: true })).privateKey);
  await using service = await openJwks({
    stolen: { ...rsa, kid: 'https://elsewhere.example/jwks/stolen' },
    nameless: { ...rsa, kid: '' },
    weak: weakRsa,
    padded: { ...rsa, n: `${'A'.repeat(171)}${weakRsa.n}` },
    private: { ...rsa, ...privateKey },
    encryption: { ...rsa, use: 'enc' },
    secret: { kty: 'oct', k: 'c2VjcmV0' },
    'off-curve': { ...ec, kid: undefined, y: ec.x },
    list: { keys: [rsa] },
  });
  await using web = openGuardedFetch(asInDevelopment);
  const keys = createServiceKeys(web);
  for (const name of ['stolen', 'nameless', 'weak', 'padded', 'encryption', 'secret', 'off-curve', 'list', 'absent']) {
    expect([name, await outcome(keys.key(`${service.jwksUri}/${name}`, service.jwksUri))]).toEqual([
      name,
      'key-unreachable',
    ]);
  }
  // A service that shows its private key gets no help in it: no member of it stays here.
  const shown = await keys.key(`${service.jwksUri}/private`, service.jwksUri).catch(() => ({}));
  expect(Object.keys(shown)).not.toContain('d');
});

test('redirects, endless, broken and silent answers are refused', async () => {
  await using inside = await openJwks({ client_key: rsa });
  await using web = openGuardedFetch({ ...asInDevelopment, timeLimit: 500 });
  await using hostile = await openWebHost((request, response) => {
    if (request.url === '/jwks/redirect') response.writeHead(302, { location: `${inside.jwksUri}/client_key` }).end();
    if (request.url === '/jwks/endless') response.writeHead(200).end('x'.repeat(64 * 1024 + 1));
    if (request.url === '/jwks/broken') response.writeHead(200).end('{');
    if (request.url === '/jwks/closed') request.socket.destroy();
    if (request.url === '/jwks/dribble') response.writeHead(200).write('{');
    // 'silent' is never answered.
  });
  const keys = createServiceKeys(web);
  const jwksUri = `${hostile.url}/jwks`;
  const started = performance.now();
  const names = ['redirect', 'endless', 'broken', 'closed', 'dribble', 'silent'];
  const outcomes = await Promise.all(names.map((name) => outcome(keys.key(`${jwksUri}/${name}`, jwksUri))));
  expect(outcomes).toEqual(names.map(() => 'key-unreachable'));
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(inside.requests).toEqual([]);
});

test('without leave for development, only https to the public internet is asked', async () => {
  await using inside = await openWebHost((_request, response) => response.end('inside'));
  const inner: Record<string, string[]> = {
    'loopback.example': ['127.0.0.1'],
    'metadata.example': ['169.254.169.254'],
    'private.example': ['10.0.0.1'],
    'lan.example': ['192.168.0.1'],
    'carrier.example': ['100.64.0.1'],
    'nowhere.example': ['0.0.0.0'],
    'many.example': ['224.0.0.1'],
    'six.example': ['::1'],
    'local-six.example': ['fe80::1'],
    'unique-six.example': ['fd00::1'],
    'mapped.example': ['::ffff:127.0.0.1'],
    'translated.example': ['64:ff9b::7f00:1'],
    'mixed.example': [publicAddress, '127.0.0.1'],
    'empty.example': [],
  };
  await using web = openGuardedFetch({ allowPrivateAddresses: false, resolve: async (host) => inner[host] ?? [] });
  const literals =
    '127.0.0.1 2130706433 0x7f.1 127.1 0 10.1.2.3 169.254.169.254 ' +
    '[::1] [::] [::ffff:127.0.0.1] [::ffff:7f00:1] [fd00::1] [fe80::1] [64:ff9b::7f00:1]';
  for (const host of [...Object.keys(inner), ...literals.split(' ')]) {
    const url = `https://${host}:${inside.port}/`;
    const asked = [await outcome(web.fetch(url, { method: 'GET', expect: 'text' })), await outcome(web.check(url))];
    expect([host, ...asked]).toEqual([host, 'destination-refused', 'destination-refused']);
  }
  for (const url of [
    `http://${publicAddress}/`,
    `https://name@${publicAddress}/`,
    `https://:secret@${publicAddress}/`,
    'ftp://public.example/',
    'file:///etc/passwd',
    'no address',
  ]) {
    expect([url, await outcome(web.check(url))]).toEqual([url, 'destination-refused']);
    expect(await outcome(web.fetch(url, { method: 'GET', expect: 'text' }))).toBe('destination-refused');
  }
  expect(await outcome(web.check(`https://${publicAddress}/`))).toBe('done');
  expect(inside.connections()).toBe(0);
});

test('a name that is public when it is checked and private when it is used leads nowhere', async () => {
  await using inside = await openWebHost((_request, response) => response.end('inside'));
  const answers = [[publicAddress], ['127.0.0.1']];
  await using web = openGuardedFetch({ allowPrivateAddresses: false, resolve: async () => answers.shift() ?? [] });
  const url = `https://rebinding.example:${inside.port}/`;
  expect(await outcome(web.check(url))).toBe('done');
  expect(await outcome(web.fetch(url, { method: 'GET', expect: 'text' }))).toBe('destination-refused');
  expect(inside.connections()).toBe(0);
});

test('the connection goes to the very address that was looked up and checked', async () => {
  await using service = await openWebHost((_request, response) => response.end('here'));
  const lookedUp: string[] = [];
  const resolve = async (host: string): Promise<string[]> => {
    lookedUp.push(host);
    return ['127.0.0.1'];
  };
  await using web: GuardedFetch = openGuardedFetch({ allowPrivateAddresses: true, resolve });
  // No name server knows this name, so nothing else than that look-up can have led here.
  const url = `http://service.invalid:${service.port}/`;
  const answer = await web.fetch(url, { method: 'GET', expect: 'text' });
  expect(answer).toEqual({ status: 200, text: 'here' });
  expect(lookedUp).toEqual(['service.invalid']);
  expect(service.requests).toEqual([`GET service.invalid:${service.port} /`]);
});
