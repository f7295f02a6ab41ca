import { beforeAll, expect, test } from 'vitest';
import { outcome, publicUrl, startTestOperator } from '../story.ts';
import { openInnerHost } from './inner-host.ts';
import { generateDeviceKeys, OldDevice } from './old-device.ts';
import { sealOldDocument } from './old-document.ts';
import { verifyStrictly } from './old-form.ts';
import type { OldService } from './old-service.ts';
import { publicHalf } from './rsa-keys.ts';
import { town } from './shared-town.ts';
import { refusal } from './town.ts';

let stranger: OldDevice;

beforeAll(async () => {
  stranger = new OldDevice(await generateDeviceKeys(), town.world.url, town.anna.account);
});

/** Anna gets a library card, which the library keeps in her store. */
async function withCard(): Promise<string> {
  const connection = await town.visit(town.library, town.anna);
  await town.library.client.data.write(connection, { area: 'card', data: { holder: 'Anna' } });
  return connection;
}

/** What the library finds in the person's store. */
async function cardOf(connection: string): Promise<unknown> {
  const [card] = (await town.library.client.data.read(connection, { area: 'card' })) ?? [];
  return card?.data;
}

/** A service's registration, with what is given instead. */
function registrationOf(service: OldService, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const { jwksURI, eventsURI } = service.client.config;
  const texts = { displayName: 'City library', description: 'The online service City library' };
  const iconURI = `${service.clientId}/icon.png`;
  return { type: 'SERVICE_REGISTRATION', ...texts, iconURI, jwksURI, eventsURI, ...changes };
}

const wrongKey = /^401 (service-key-mismatch|signature-invalid)$/;

test('fault 1: nobody reads or writes as a service whose key they do not hold', async () => {
  const { library, thief, anna } = town;
  const connection = await withCard();
  const path = { domain: library.clientId, area: 'card' };
  const data = await sealOldDocument({ holder: 'Thief' }, thief.signer, anna.keys.data.map(publicHalf));
  const asLibrary = { iss: library.clientId, sub: connection };
  const kids = [
    `${thief.client.config.jwksURI}/client_key`,
    `${library.client.config.jwksURI}/client_key`,
    'https://nobody.example/jwks/client_key',
    thief.signer.key.kid,
  ];
  for (const kid of kids) {
    const read = await thief.sign({ ...asLibrary, type: 'DATA_READ_REQUEST', paths: [path] }, { kid });
    const write = await thief.sign({ ...asLibrary, type: 'DATA_WRITE', paths: [{ ...path, data }] }, { kid });
    for (const jws of [read, write]) expect(refusal(await town.send(jws)), kid).toMatch(wrongKey);
  }
  // In its own name it does not get at the library's connection either.
  const read = await thief.sign({ type: 'DATA_READ_REQUEST', sub: connection, paths: [path] });
  const write = await thief.sign({ type: 'DATA_WRITE', sub: connection, paths: [{ ...path, data }] });
  for (const jws of [read, write]) expect(refusal(await town.send(jws))).toBe('403 connection-unknown');
  expect(await cardOf(connection)).toEqual({ holder: 'Anna' });
});

test('fault 1: a message for somebody else is not taken', async () => {
  const { library, world } = town;
  const connection = await withCard();
  const request = { type: 'DATA_READ_REQUEST', sub: connection };
  for (const aud of ['https://other.example', `${world.url}.other.example`, `${world.url}/jwks`, library.clientId]) {
    expect(refusal(await town.send(await library.sign({ ...request, aud }))), aud).toBe('401 message-misaddressed');
  }
  for (const aud of [world.url, `${world.url}/api`]) {
    expect((await town.send(await library.sign({ ...request, aud }))).status, aud).toBe(200);
  }
});

test('fault 2: no message makes the operator ask a host that its sender chooses', async () => {
  await using inner = await openInnerHost();
  const { library, thief } = town;
  const { jwksURI } = library.client.config;
  const { host } = new URL(inner.url);
  const kids = [
    `${inner.url}/jwks/client_key`,
    `${jwksURI}@${host}/client_key`,
    `${library.clientId}@${host}/jwks/client_key`,
    `${jwksURI}/../../${inner.url}`,
    `${jwksURI}/%2e%2e%2fclient_key`,
    `${jwksURI}/client_key?to=${inner.url}`,
    'http://169.254.169.254/latest/meta-data/',
    'file:///etc/passwd',
  ];
  for (const iss of [library.clientId, thief.clientId]) {
    for (const kid of kids) {
      const jws = await thief.sign({ iss, type: 'DATA_READ_REQUEST', sub: crypto.randomUUID() }, { kid });
      expect(refusal(await town.send(jws)), kid).toMatch(/^(401 service-key-mismatch|403 key-not-allowed)$/);
    }
  }
  expect(inner.requests).toEqual([]);
});

test('fault 2: a service registers only addresses of its own', async () => {
  await using inner = await openInnerHost();
  await using elsewhere = await openInnerHost({ status: 302, headers: { location: `${inner.url}/jwks/client_key` } });
  const { thief } = town;
  const places = { iss: elsewhere.url, eventsURI: `${elsewhere.url}/events` };
  const kid = `${elsewhere.url}/jwks/client_key`;
  const redirected = await thief.sign(registrationOf(thief, { ...places, jwksURI: `${elsewhere.url}/jwks` }), { kid });
  expect(refusal(await town.send(redirected))).toBe('400 key-unreachable');
  const another = await thief.sign(registrationOf(thief, { ...places, jwksURI: `${inner.url}/jwks` }), {
    kid: `${inner.url}/jwks/client_key`,
  });
  expect(refusal(await town.send(another))).toBe('403 service-origin-mismatch');
  expect(inner.requests).toEqual([]);
});

test('fault 2: outside development nobody leads the operator to a private address', async () => {
  await using operator = await startTestOperator(await town.engine.emptyDatabase(), {
    allowPrivateAddresses: false,
  });
  const { thief } = town;
  const seen = thief.received.length;
  const refused = await operator.send(await thief.sign(registrationOf(thief, { aud: publicUrl })));
  expect([refused.status, outcome(refused)]).toEqual([400, 'key-unreachable']);
  await using inner = await openInnerHost();
  const direct = registrationOf(thief, { iss: inner.url, aud: publicUrl, jwksURI: inner.url, eventsURI: inner.url });
  const jws = await thief.sign(direct, { kid: `${inner.url}/client_key` });
  expect(outcome(await operator.send(jws))).toBe('key-unreachable');
  expect([thief.received.length, inner.requests]).toEqual([seen, []]);
});

test('fault 3: an account belongs to the key that it was registered with', async () => {
  const { library, anna } = town;
  const connection = await withCard();
  const page = await library.openSignInPage();
  const sent = library.received.length;
  const { iss, sid } = await stranger.scan(page.url);
  const login = await stranger.signLogin({ iss, sid }, { sub: connection });
  const agreement = await stranger.signConnection({ iss, sid }, { sub: crypto.randomUUID() });
  const registration = 0;
  const attempts = [
    await stranger.sign({ type: 'ACCOUNT_REGISTRATION', pds: { provider: 'memory' } }),
    await stranger.sign({ type: 'LOGIN_RESPONSE', payload: login }),
    await stranger.sign({ type: 'CONNECTION_RESPONSE', payload: agreement }),
    // Anna's phone passes on what somebody else has signed.
    await anna.sign({ type: 'LOGIN_RESPONSE', payload: login }),
    await anna.sign({ type: 'CONNECTION_RESPONSE', payload: agreement }),
    await stranger.sign({ type: 'DELETE_CONSENT', sub: connection }),
    await stranger.sign({ type: 'ACCOUNT_DELETION' }),
  ];
  const answers = [];
  for (const jws of attempts) answers.push(refusal(await town.send(jws)));
  expect(answers).toEqual(
    attempts.map((_, index) => (index === registration ? '409 account-taken' : '401 account-mismatch')),
  );
  expect(await library.pollSignInPage(page.id)).toBeNull();
  expect(library.received).toHaveLength(sent);
  expect(await cardOf(connection)).toEqual({ holder: 'Anna' });
});

test('fault 3: nobody signs in with the connection of another person, or at another service', async () => {
  const { library, thief, anna, ben } = town;
  const connection = await withCard();
  const [page, otherPage] = [await library.openSignInPage(), await thief.openSignInPage()];
  const request = await ben.scan(page.url);
  const asAnna = await ben.signLogin(request, { sub: connection });
  const elsewhere = await anna.signLogin(await anna.scan(otherPage.url), { sub: connection });
  const nowhere = await anna.signLogin(request, { sub: crypto.randomUUID() });
  for (const [person, payload] of [
    [ben, asAnna],
    [anna, elsewhere],
    [anna, nowhere],
  ] as const) {
    expect(refusal(await town.send(await person.sign({ type: 'LOGIN_RESPONSE', payload })))).toBe(
      '403 connection-unknown',
    );
  }
  expect([await library.pollSignInPage(page.id), await thief.pollSignInPage(otherPage.id)]).toEqual([null, null]);
});

test('fault 4: what the operator hands to a service is signed by the operator, for that service', async () => {
  const { library, world, anna } = town;
  const connection = await withCard();
  await anna.logIn((await library.openSignInPage()).url, connection);
  for (const jws of library.received.slice(-1)) {
    expect(await verifyStrictly(jws)).toMatchObject({ type: 'LOGIN_EVENT', iss: world.url, aud: library.clientId });
  }
});

test('fault 4: the operator passes on no event that somebody else has made', async () => {
  const { library, thief, anna } = town;
  const page = await library.openSignInPage();
  const payload = await anna.signLogin(await anna.scan(page.url), { sub: crypto.randomUUID() });
  for (const type of ['LOGIN_EVENT', 'CONNECTION_EVENT']) {
    expect(refusal(await town.send(await thief.sign({ type, payload })))).toBe('400 message-type-unknown');
    expect(refusal(await town.send(await anna.sign({ type, payload })))).toBe('400 message-type-unknown');
  }
  expect(await library.pollSignInPage(page.id)).toBeNull();
});

test('fault 5: only the holder of its key changes where a service listens', async () => {
  await using ear = await openInnerHost({ status: 204 });
  const { library, thief, anna } = town;
  const connection = await withCard();
  const redirected = registrationOf(library, { iss: library.clientId, eventsURI: `${ear.url}/events` });
  for (const kid of [`${library.client.config.jwksURI}/client_key`, `${thief.client.config.jwksURI}/client_key`]) {
    expect(refusal(await town.send(await thief.sign(redirected, { kid }))), kid).toBe('401 service-key-mismatch');
  }
  const ownKeys = { ...redirected, jwksURI: thief.client.config.jwksURI };
  expect(refusal(await town.send(await thief.sign(ownKeys)))).toBe('401 service-key-mismatch');

  const page = await library.openSignInPage();
  await anna.logIn(page.url, connection);
  expect(await library.pollSignInPage(page.id)).toBe(connection);
  expect(ear.requests).toEqual([]);
});

test('fault 6: a message is taken once, however its signature is written', async () => {
  const { library, anna } = town;
  const connection = await withCard();
  const path = { domain: library.clientId, area: 'card' };
  const readers = anna.keys.data.map(publicHalf);
  const data = await sealOldDocument({ holder: 'Anna, before' }, library.signer, readers);
  const write = await library.sign({ type: 'DATA_WRITE', sub: connection, paths: [{ ...path, data }] });
  expect((await town.send(write)).status).toBe(200);
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Anna, after' } });
  for (const jws of [write, respelt(write)]) expect(refusal(await town.send(jws))).toBe('409 message-replayed');
  expect(await cardOf(connection)).toEqual({ holder: 'Anna, after' });

  const page = await library.openSignInPage();
  const payload = await anna.signLogin(await anna.scan(page.url), { sub: connection });
  const login = await anna.sign({ type: 'LOGIN_RESPONSE', payload });
  expect((await town.send(login)).status).toBe(200);
  expect(refusal(await town.send(login))).toBe('409 message-replayed');
});

/** The same signature in other letters: the last letter of 256 bytes in base64url carries two bits that say nothing. */
function respelt(jws: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(jws.at(-1) ?? '');
  return jws.slice(0, -1) + letters.charAt(last ^ 1);
}

test('fault 7: a person’s phone cannot let a service read by mistake', async () => {
  const { library } = town;
  const ben = await town.newcomer();
  const request = await ben.meet((await library.openSignInPage()).url);
  const asked = request.permissions ?? [];
  const readKey = asked.find(({ type }) => type === 'READ')?.jwk;
  const decision = ben.decide(asked, ({ type }) => type === 'WRITE');
  const keys = [publicHalf(ben.keys.data[0]), readKey];
  const approved = decision.approved?.map((permission) => ({ ...permission, jwks: { keys } }));
  const payload = await ben.signConnection(request, {
    sub: crypto.randomUUID(),
    permissions: { ...decision, approved },
  });
  expect(refusal(await town.send(await ben.sign({ type: 'CONNECTION_RESPONSE', payload })))).toBe(
    '403 recipients-not-agreed',
  );
});

test('fault 7: who may write and not read is no reader of what it writes', async () => {
  const { library } = town;
  const ben = await town.newcomer();
  const request = await ben.meet((await library.openSignInPage()).url);
  const connection = await ben.connect(request, ({ type }) => type === 'WRITE');
  const readKey = request.permissions?.find(({ type }) => type === 'READ')?.jwk;
  if (readKey === undefined) throw new Error('The library asks to read.');

  const path = { domain: library.clientId, area: 'card' };
  const [first] = ben.keys.data;
  const data = await sealOldDocument({ holder: 'Ben' }, library.signer, [publicHalf(first), readKey]);
  const write = await library.sign({ type: 'DATA_WRITE', sub: connection, paths: [{ ...path, data }] });
  expect(refusal(await town.send(write))).toBe('403 recipients-not-agreed');
  expect(await ben.readRecipients(connection, [path])).toMatchObject([path]);

  // The npm client itself keeps to the keys that Ben has given it: two of his own.
  await library.client.data.write(connection, { area: 'card', data: { holder: 'Ben' } });
  const [stored] = await ben.readRecipients(connection, [path]);
  expect(stored?.recipients?.map(({ header }) => header.kid)).toEqual(ben.keys.data.map(({ kid }) => kid));
});
