import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { connect } from 'node:net';
import { generateSigningKey, jwsType, toPublicKey } from '@posthorn/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bonfirePermit } from './sample-service.ts';
import { engines, outcome, publicUrl, seconds, startTestOperator, TestAgency } from './story.ts';
import type { Engine, TestOperator } from './story.ts';

let engine: Engine;
let operator: TestOperator;
let kiel: TestAgency;

beforeAll(async () => {
  engine = await engines.PGlite();
  operator = await startTestOperator(await engine.emptyDatabase());
  kiel = await TestAgency.named('kiel');
  await operator.send(await kiel.registration({}, seconds(-30)));
  await operator.send(await kiel.publication(bonfirePermit()));
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Kiel's registration with another header and a signature made by `sign`. */
async function forged(header: Record<string, unknown>, sign: (input: string) => string): Promise<string> {
  const [, payload = ''] = (await kiel.registration()).split('.');
  const input = `${base64url({ typ: jwsType('agency'), jwk: toPublicKey(kiel.key), kid: kiel.key.kid, ...header })}.${payload}`;
  return `${input}.${sign(input)}`;
}

test('a stranger cannot change an agency, nor publish in its name', async () => {
  const stranger = new TestAgency(kiel.clientId, await generateSigningKey());
  const registration = await operator.send(await stranger.registration());
  expect([registration.status, outcome(registration)]).toEqual([403, 'agency-key-mismatch']);
  const publication = await operator.send(await stranger.publication(bonfirePermit({ version: 7 })));
  expect([publication.status, outcome(publication)]).toEqual([401, 'signature-invalid']);
  expect((await operator.read('/directory/agencies')).body).toMatchObject({
    agencies: [{ jwk: { kid: kiel.key.kid } }],
  });
});

test('an agency that is not registered publishes nothing', async () => {
  const nobody = await TestAgency.named('nobody');
  expect(outcome(await operator.send(await nobody.publication(bonfirePermit())))).toBe('agency-unknown');
});

test('an agency publishes no service that gives it no region', async () => {
  const other = await TestAgency.named('elsewhere');
  await operator.send(await other.registration());
  const refused = await operator.send(await other.publication(bonfirePermit()));
  expect([refused.status, outcome(refused)]).toEqual([403, 'service-not-responsible']);
});

test('a service with mistakes is refused, and the answer names their places', async () => {
  const refused = await operator.send(await kiel.publication(bonfirePermit({ version: 3, steps: [] })));
  expect([refused.status, outcome(refused)]).toEqual([400, 'service-invalid']);
  expect(JSON.stringify(refused.body.error)).toContain('/steps');
});

test('a message is for one operator, for now, and for once', async () => {
  const misaddressed = await kiel.registration({ aud: 'https://other.example' });
  const lookalike = await kiel.registration({ aud: `${publicUrl}/` });
  const expired = await kiel.registration({}, seconds(-3600));
  const tooEarly = await kiel.registration({}, seconds(600));
  expect(outcome(await operator.send(misaddressed))).toBe('directory-message-misaddressed');
  expect(outcome(await operator.send(lookalike))).toBe('directory-message-misaddressed');
  expect(outcome(await operator.send(expired))).toBe('directory-message-expired');
  expect(outcome(await operator.send(tooEarly))).toBe('directory-message-expired');

  const fresh = await kiel.registration();
  expect(outcome(await operator.send(fresh))).toBe('accepted');
  const replayed = await operator.send(fresh);
  expect([replayed.status, outcome(replayed)]).toEqual([409, 'message-replayed']);
});

test('a message that was refused can be sent again when the reason is gone', async () => {
  const late = await TestAgency.named('late');
  const publication = await late.publication(
    bonfirePermit({ responsible: [{ agency: late.clientId, regions: ['03'] }] }),
  );
  expect(outcome(await operator.send(publication))).toBe('agency-unknown');
  await operator.send(await late.registration());
  expect(outcome(await operator.send(publication))).toBe('accepted');
});

test('only ES256 signatures count', async () => {
  const none = await forged({ alg: 'none' }, () => '');
  const hmac = await forged({ alg: 'HS256' }, (input) =>
    createHmac('sha256', JSON.stringify(toPublicKey(kiel.key)))
      .update(input)
      .digest('base64url'),
  );
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const rs256 = await forged({ alg: 'RS256' }, (input) =>
    signBytes('sha256', Buffer.from(input), rsa).toString('base64url'),
  );
  const garbage = await forged({ alg: 'ES256' }, () => Buffer.alloc(64, 7).toString('base64url'));
  for (const jws of [none, hmac, rs256, garbage]) {
    const refused = await operator.send(jws);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(['signature-invalid', 'block-malformed']).toContain(outcome(refused));
  }
});

test('a key that is swapped after signing is noticed', async () => {
  const [header = '', payload = '', signature = ''] = (await kiel.registration()).split('.');
  const fields = JSON.parse(Buffer.from(header, 'base64url').toString());
  const swapped = base64url({ ...fields, jwk: toPublicKey(await generateSigningKey()) });
  expect(outcome(await operator.send(`${swapped}.${payload}.${signature}`))).toBe('signature-invalid');

  // Registers one key while signing with another.
  const other = toPublicKey(await generateSigningKey());
  const body = base64url({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), jwk: other });
  expect(outcome(await operator.send(`${header}.${body}.${signature}`))).toBe('signature-invalid');
});

test('a name is a plain URL in its one normal form', async () => {
  const names = [
    'https://KIEL.example',
    'https://kiel.example/',
    'https://kiel.example/../flensburg',
    'https://user:secret@kiel.example',
    'https://kiel.example?x=1',
    'https://kiel.example#x',
    'https://kiel.example/\u0000',
    'https://kiel.example/\u001b[31m',
    'javascript:alert(1)',
    'kiel',
  ];
  for (const name of names) {
    const impostor = new TestAgency(name, await generateSigningKey());
    const signed = await impostor.registration().catch(() => null);
    // What our own signer refuses is built by hand above; the rest the operator must refuse.
    if (signed !== null) expect(outcome(await operator.send(signed)), name).toBe('block-malformed');
  }
});

test('addresses with traversal, control characters and nonsense find nothing and break nothing', async () => {
  const paths = [
    '/directory/agencies/..%2f..%2fetc%2fpasswd',
    '/directory/agencies/https%3A%2F%2Fkiel.example%00',
    '/directory/agencies/https%3A%2F%2Fkiel.example%0A',
    `/directory/agencies/${'a'.repeat(2000)}`,
    '/directory/services/https%3A%2F%2Fkiel.example/..%2f..%2fcatalogue',
    '/directory/services/https%3A%2F%2Fkiel.example/bonfire-permit%00',
    '/directory/services/https%3A%2F%2Fkiel.example/bonfire-permit?version=1e3',
    '/directory/services/https%3A%2F%2Fkiel.example/bonfire-permit?version=-1',
    '/directory/services/https%3A%2F%2Fkiel.example/bonfire-permit?version=1&version=2',
    "/directory/responsible?service=bonfire-permit&region=01'--",
    '/directory/responsible?service=bonfire-permit&region=%25',
    '/directory/responsible?service=bonfire-permit',
    '/../../etc/passwd',
    '/%ZZ',
    '/overview.css/..%2f..%2foverview-page.ts',
  ];
  for (const path of paths) {
    const answer = await operator.read(path);
    expect([400, 404, 414], path).toContain(answer.status);
    expect(Object.keys(answer.body.error ?? {}), path).toEqual(['code', 'message', 'mend']);
  }
});

test('what is no message is refused by its form', async () => {
  for (const text of ['', 'abc', 'a.b.c', '..', '{}', `${base64url({ alg: 'ES256' })}.${base64url({})}.x`]) {
    const refused = await operator.send(text);
    expect([refused.status, outcome(refused)], text).toEqual([400, 'block-malformed']);
  }
  const unknown = `${base64url({ alg: 'ES256', typ: 'posthorn-unheard+jwt' })}.${base64url({ iss: kiel.clientId })}.x`;
  expect(outcome(await operator.send(unknown))).toBe('message-type-unknown');
  const json = await operator.send('{}', { 'content-type': 'application/json' });
  expect([json.status, outcome(json)]).toEqual([415, 'media-type-unsupported']);
});

test('a body over one mebibyte is refused before anything looks at it', async () => {
  const big = await operator.send('a'.repeat(1024 * 1024 + 1));
  expect([big.status, outcome(big)]).toEqual([413, 'body-too-large']);
  const deep = `${base64url({ alg: 'ES256', typ: jwsType('agency') })}.${Buffer.from(`{"iss":"x","a":${'['.repeat(200_000)}`).toString('base64url')}.x`;
  expect(outcome(await operator.send(deep))).toBe('block-malformed');
  expect((await operator.read('/health')).status).toBe(200);
});

test('what is no HTTP gets an answer in the same form', async () => {
  const { port, hostname } = new URL(operator.url);
  const reply = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write('EHLO mail.example\r\n\r\n'));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  expect(reply).toContain('"code":"request-invalid"');
});

test('a closed list admits the agencies on it and no others', async () => {
  const [listed, unlisted] = [await TestAgency.named('listed'), await TestAgency.named('unlisted')];
  await using strict = await startTestOperator(await engine.emptyDatabase(), { admission: new Set([listed.key.kid]) });
  expect(outcome(await strict.send(await listed.registration()))).toBe('accepted');
  const refused = await strict.send(await unlisted.registration());
  expect([refused.status, outcome(refused)]).toEqual([403, 'agency-not-admitted']);
});

test('a client that asks too often is told to wait', async () => {
  await using strict = await startTestOperator(await engine.emptyDatabase(), { requestsPerMinute: 5 });
  const answers = await Promise.all(Array.from({ length: 8 }, () => strict.read('/directory/agencies')));
  const refused = answers.filter((answer) => answer.status === 429);
  expect(refused).toHaveLength(3);
  expect(refused[0]?.body).toHaveProperty('error.code', 'too-many-requests');
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await strict.read('/health')).status).toBe(200);
});
