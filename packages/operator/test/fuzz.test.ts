import { jwsType, payloadTypes, toPublicKey } from '@posthorn/protocol';
import fc from 'fast-check';
import { CompactSign, importJWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bonfirePermit } from './sample-service.ts';
import {
  engines,
  publicUrl,
  startTestOperator,
  TestAgency,
  type Answer,
  type Engine,
  type TestOperator,
} from './story.ts';

let engine: Engine;
let operator: TestOperator;
let kiel: TestAgency;

beforeAll(async () => {
  engine = await engines.PostgreSQL();
  operator = await startTestOperator(await engine.emptyDatabase());
  kiel = await TestAgency.named('kiel');
  await operator.send(await kiel.registration());
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

function expectPlainAnswer(answer: Answer): void {
  expect(answer.status, answer.text).toBeLessThan(500);
  expect(answer.text).not.toMatch(/\.ts:|node_modules|select |insert |\n\s+at /i);
}

/** Signs anything at all with Kiel's key. */
async function signAnything(typ: string, payload: unknown): Promise<string> {
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload) ?? ''))
    .setProtectedHeader({ alg: 'ES256', typ, kid: kiel.key.kid, jwk: toPublicKey(kiel.key) })
    .sign(await importJWK(kiel.key, 'ES256'));
}

const now = Math.floor(Date.now() / 1000);
const claims = {
  iss: 'https://kiel.example',
  aud: publicUrl,
  iat: now,
  exp: now + 300,
  jti: '3f0e3a3e-6f1b-4c9a-8a39-9b1f2f0f1c11',
};

test('no body, whatever it is, makes the operator fail', async () => {
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.base64String(),
    fc.array(fc.base64String()).map((parts) => parts.join('.')),
  );
  await fc.assert(
    fc.asyncProperty(body, async (text) => expectPlainAnswer(await operator.send(text))),
    { numRuns: 150 },
  );
});

test('no signed payload, whatever is in it, makes the operator fail', async () => {
  const types = fc.constantFrom(...payloadTypes.map(jwsType), 'posthorn-unheard+jwt');
  const anything = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double());
  const registration = {
    ...claims,
    type: 'AGENCY_REGISTRATION',
    displayName: { de: 'K', en: 'K' },
    jwk: null,
    matrix: {},
  };
  const publication = { ...claims, type: 'SERVICE_PUBLICATION', definition: bonfirePermit() };
  const members = fc.constantFrom(...Object.keys({ ...registration, ...publication }), '__proto__', 'constructor');
  const spoilt = fc
    .tuple(fc.constantFrom(registration, publication), members, anything)
    .map(([payload, member, value]) => ({ ...payload, [member]: value }));
  await fc.assert(
    fc.asyncProperty(types, fc.oneof(spoilt, fc.jsonValue()), async (typ, payload) => {
      expectPlainAnswer(await operator.send(await signAnything(typ, payload)));
    }),
    { numRuns: 300 },
  );
});

test('no service definition, whatever is in it, makes the operator fail', async () => {
  const members = fc.constantFrom(...Object.keys(bonfirePermit()), 'documents', 'extra');
  const value = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constant('\u0000'), fc.maxSafeInteger());
  await fc.assert(
    fc.asyncProperty(members, value, async (member, content) => {
      const definition = { ...bonfirePermit(), [member]: content };
      const payload = { ...claims, jti: crypto.randomUUID(), type: 'SERVICE_PUBLICATION', definition };
      expectPlainAnswer(await operator.send(await signAnything(jwsType('service'), payload)));
    }),
    { numRuns: 200 },
  );
});

test('no text in a record, whatever it is, is lost or breaks the directory', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }).filter((value) => value.isWellFormed());
  await fc.assert(
    fc.asyncProperty(text, text, fc.uuid(), async (de, en, name) => {
      const agency = await TestAgency.named(`a${name}`);
      const answer = await operator.send(await agency.registration({ displayName: { de, en } }));
      expect(answer.status, answer.text).toBe(200);
      const record = await operator.read(`/directory/agencies/${encodeURIComponent(agency.clientId)}`);
      expect(record.body).toHaveProperty('displayName', { de, en });
    }),
    { numRuns: 40 },
  );
  expect((await operator.read('/')).status).toBe(200);
  expect((await operator.read('/directory/agencies')).status).toBe(200);
});

test('no address, whatever it is, makes the operator fail', async () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed()),
    fc.webPath(),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('agencies', 'services', 'responsible', ''), part, part, async (first, a, b) => {
      const path = `/directory/${first}/${encodeURIComponent(a)}/${encodeURIComponent(b)}?version=${encodeURIComponent(a)}`;
      expectPlainAnswer(await operator.read(path));
    }),
    { numRuns: 150 },
  );
  expect((await operator.read('/health')).body).toEqual({ status: 'ok' });
});
