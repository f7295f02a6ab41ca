import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { generateSigningKey, signWire, toPublicKey, type PrivateKey } from '@posthorn/protocol';
import { freePort } from '@posthorn/stack';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Agency, AgencyConfig } from '../src/index.ts';
import { Device, payloadOf } from './device.ts';
import { openInterceptor, type Interceptor } from './interceptor.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

/* One agency behind a front door, as behind a reverse proxy: its public address is not where it listens. */
const parts = new AsyncDisposableStack();
let door: Interceptor;
let config: AgencyConfig;
let agency: Agency;

beforeAll(async () => {
  const port = await freePort();
  door = parts.use(await openInterceptor(`http://127.0.0.1:${port}`));
  config = parts.use(
    await freshAgencyConfig({
      web: { url: `${door.url}/`, port },
      permissions: [
        { type: 'WRITE', area: 'pond-permit', description: { de: 'Ihr Teich', en: 'Your pond' }, schema: {} },
        {
          type: 'READ',
          area: 'pond-permit',
          purpose: 'Fish',
          lawfulBasis: 'PUBLIC_TASK',
          ground: '§ 1',
          expires: 'P1Y',
        },
      ],
    }),
  );
  agency = parts.use(await startAgency(config));
});

afterAll(() => parts.disposeAsync());

/** Sends something to the agency's ear. */
async function send(body: string, type = 'application/jwt'): Promise<{ status: number; code: string; text: string }> {
  const response = await fetch(`${door.url}/events`, { method: 'POST', body, headers: { 'content-type': type } });
  const text = await response.text();
  const code = text.startsWith('{') ? (JSON.parse(text) as { error: { code: string } }).error.code : '';
  return { status: response.status, code, text };
}

/** The newest event of a type that the operator has sent. */
function lastEvent(type: string): string {
  const isIt = ({ path, body }: { path: string; body: string }): boolean =>
    path === '/events' && (payloadOf(body) as { type: string }).type === type;
  return door.seen.findLast(isIt)?.body ?? '';
}

/** Signs as an operator would, with any key. */
function signEvent(type: 'CONNECTION_EVENT' | 'LOGIN_EVENT', payload: string, key: PrivateKey): Promise<string> {
  const operator = inject('operatorUrl');
  const kid = `${operator}/jwks/operator_key_es256`;
  return signWire(type, { iss: operator, aud: agency.clientId, payload }, key, { kid });
}

test('somebody new signs in by a code: asked in their language, connected, signed in a moment after they agree', async () => {
  const login = await agency.logins.begin();
  const signedIn = Promise.withResolvers<string>();
  agency.logins.onSignIn(login.id, signedIn.resolve);
  expect(await agency.logins.state(login.id)).toEqual({ state: 'waiting', expiresAt: login.expiresAt });

  const device = await Device.register(inject('operatorUrl'));
  const code = device.scan(login.url);
  expect(code).toMatchObject({ agency: agency.clientId, eventsURI: `${door.url}/events` });
  // Who only sees the page knows the session's public id, which is not the one that the page's browser holds.
  expect(code.sid).not.toBe(login.id);
  expect(await device.askWhat(code, 'de')).toMatchObject([{ description: 'Ihr Teich' }, { purpose: 'Fish' }]);
  const permissions = await device.askWhat(code, 'en');
  expect(permissions).toMatchObject([
    { type: 'WRITE', domain: agency.clientId, area: 'pond-permit', description: 'Your pond', lawfulBasis: 'CONSENT' },
    { type: 'READ', domain: agency.clientId, area: 'pond-permit', lawfulBasis: 'PUBLIC_TASK', ground: '§ 1' },
  ]);
  const inOneYear = Date.now() / 1000 + 365 * 86_400;
  expect(Math.abs((permissions[1]?.expires ?? 0) - inOneYear)).toBeLessThan(2 * 86_400);

  const connectionId = await device.agree(agency.clientId, { sid: code.sid, permissions });
  expect(await signedIn.promise).toBe(connectionId);
  const state = await agency.logins.state(login.id);
  expect(state).toMatchObject({ state: 'signed-in', connectionId });
  const token = state.state === 'signed-in' ? state.accessToken : '';
  const { clientId } = agency;
  expect(payloadOf(token)).toMatchObject({ type: 'ACCESS_TOKEN', iss: clientId, aud: clientId, sub: connectionId });

  // The next time they only sign in; another sign-in that waits is not theirs.
  const [second, other] = [await agency.logins.begin(), await agency.logins.begin()];
  await device.logIn(agency.clientId, connectionId, device.scan(second.url).sid);
  expect(await agency.logins.state(second.id)).toMatchObject({ state: 'signed-in', connectionId });
  expect(await agency.logins.state(other.id)).toMatchObject({ state: 'waiting' });
  expect(await agency.logins.state('no such session')).toEqual({ state: 'expired' });
});

test('a sign-in that waits survives a restart of the gateway', async () => {
  const login = await agency.logins.begin();
  await agency.close();
  agency = parts.use(await startAgency(config));
  expect(await agency.logins.state(login.id)).toMatchObject({ state: 'waiting' });
  expect((await agency.logins.shown(login.id))?.url).toBe(login.url);
  const device = await Device.register(inject('operatorUrl'));
  const connectionId = await device.agree(agency.clientId, { sid: device.scan(login.url).sid });
  expect(await agency.logins.state(login.id)).toMatchObject({ state: 'signed-in', connectionId });
});

test('fault 4: a sign-in or an agreement is taken from the operator alone, and only once', async () => {
  const login = await agency.logins.begin();
  const device = await Device.register(inject('operatorUrl'));
  const { sid } = device.scan(login.url);
  const connectionId = await device.agree(agency.clientId);
  expect(await send(lastEvent('CONNECTION_EVENT'))).toMatchObject({ status: 409, code: 'message-replayed' });

  const said = { iss: 'egendata://account', aud: agency.clientId, sid, sub: connectionId };
  const genuine = await device.sign('LOGIN', said);
  const stranger = await generateSigningKey();
  const forged = [
    // In the operator's name, with another key
    await signEvent('LOGIN_EVENT', genuine, stranger),
    // In a stranger's own name
    await signWire(
      'LOGIN_EVENT',
      { iss: 'https://stranger.example', aud: agency.clientId, payload: genuine },
      stranger,
      { kid: 'https://stranger.example/jwks/key' },
    ),
    // By a registered agency: this one, even
    await signEvent('LOGIN_EVENT', genuine, await ownKey()),
    await signEvent('CONNECTION_EVENT', await device.sign('CONNECTION', said), stranger),
  ];
  for (const jws of forged) expect(await send(jws)).toMatchObject({ status: 401, code: 'signature-invalid' });
  expect(await agency.logins.state(login.id)).toMatchObject({ state: 'waiting' });

  // Another account signs in with a connection that is not its own: the operator does not even pass it on.
  const thief = await Device.register(inject('operatorUrl'));
  await expect(thief.logIn(agency.clientId, connectionId, sid)).rejects.toMatchObject({ code: 'connection-unknown' });
  await device.logIn(agency.clientId, connectionId, sid);
  expect(await agency.logins.state(login.id)).toMatchObject({ state: 'signed-in', connectionId });
  expect(await send(lastEvent('LOGIN_EVENT'))).toMatchObject({ status: 409, code: 'message-replayed' });
});

async function ownKey(): Promise<PrivateKey> {
  return JSON.parse(await readFile(config.signingKeyFile, 'utf8')) as PrivateKey;
}

test('whatever else is sent to the web address is refused with a code, and without a look inside', async () => {
  const device = await Device.register(inject('operatorUrl'));
  const init = (aud: string): Promise<string> =>
    device.sign('CONNECTION_INIT', { iss: 'egendata://account', aud, sid: randomUUID() });
  expect(await send('no message')).toMatchObject({ status: 400, code: 'block-malformed' });
  expect(await send(await init('https://elsewhere.example'))).toMatchObject({
    status: 401,
    code: 'message-misaddressed',
  });
  const genuine = await init(agency.clientId);
  expect(await send(`${genuine.slice(0, -4)}AAAA`)).toMatchObject({ status: 401, code: 'signature-invalid' });
  expect(await send(genuine, 'text/plain')).toMatchObject({ status: 415, code: 'media-type-unsupported' });
  expect(await send('x'.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413, code: 'body-too-large' });
  const own = await device.sign('ACCOUNT_READ_REQUEST', { iss: device.account, aud: agency.clientId });
  expect(await send(own)).toMatchObject({ status: 400, code: 'message-type-unknown' });
  expect((await fetch(`${door.url}/jwks/unknown`)).status).toBe(404);
  expect((await fetch(`${door.url}/login/../events`)).status).toBe(404);
  for (const { text } of [await send('no message'), await send('x'.repeat(2_000_000))])
    expect(text).not.toMatch(/ at |sql/i);
  expect((await fetch(`${door.url}/health`)).status).toBe(200);
});

test('apps of other origins read the keys and ask what the agency wants; the operator knows the addresses', async () => {
  const { keys } = (await (await fetch(`${door.url}/jwks`)).json()) as { keys: { kid: string }[] };
  const device = await Device.register(inject('operatorUrl'));
  const code = device.scan((await agency.logins.begin()).url);
  const read = (await device.askWhat(code)).find(({ type }) => type === 'READ');
  const jwk = read?.type === 'READ' ? read.jwk : null;
  const signing = toPublicKey(await ownKey());
  expect(keys).toEqual(expect.arrayContaining([signing, jwk]));
  expect(JSON.stringify(keys)).not.toContain('"d"');
  // The address of a read key is its name.
  expect(await (await fetch(jwk?.kid ?? '')).json()).toEqual(jwk);
  expect(await (await fetch(`${door.url}/jwks/${signing.kid}`)).json()).toEqual(signing);

  const asking = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
  const allowed = await fetch(`${door.url}/events`, {
    method: 'OPTIONS',
    headers: { ...asking, 'access-control-request-headers': 'content-type' },
  });
  expect(allowed.headers.get('access-control-allow-origin')).toBe('*');
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();

  const record = await fetch(`${inject('operatorUrl')}/services/${encodeURIComponent(agency.clientId)}`);
  expect(await record.json()).toMatchObject({
    clientId: agency.clientId,
    jwksURI: `${door.url}/jwks`,
    eventsURI: `${door.url}/events`,
    jwk: signing,
  });
});
