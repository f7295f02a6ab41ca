import { wireTypes } from '@posthorn/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestDataAgency, TestPerson } from '../own-peers.ts';
import { engines, startTestOperator, type Answer, type Engine, type TestOperator } from '../story.ts';
import { payloadOf, signAnything, type Pair } from './every-message.ts';
import { spoil, spoilings } from './spoilt.ts';

let engine: Engine;
let operator: TestOperator;
let agency: TestDataAgency;

beforeAll(async () => {
  engine = await engines.PostgreSQL();
  operator = await startTestOperator(await engine.emptyDatabase(), {
    delayAuthorities: new Set(['https://office.example']),
  });
  agency = await TestDataAgency.registered(operator, 'office');
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

/** A new person, connected with the agency, which keeps a card in the person's store. */
async function newPair(): Promise<Pair> {
  const person = await TestPerson.registered(operator);
  const connection = await person.connect(agency, [agency.toRead('card'), agency.toWrite('card')]);
  const document = await agency.seal(connection, 'card', { number: 1 });
  await agency.write(connection, 'card', { number: 1 });
  return { person, agency, connection, document };
}

function expectPlainAnswer({ status, text }: Answer): void {
  expect(status, text).toBeLessThan(500);
  expect(text).not.toMatch(/\.ts:|node_modules|select |insert |syntax error|violates|\n\s+at /i);
}

test.each(wireTypes)('no %s, whatever is in it, makes the operator fail', async (type) => {
  const pair = await newPair();
  await fc.assert(
    fc.asyncProperty(spoilings, async (spoiling) => {
      const payload = spoil(payloadOf(type, pair), spoiling);
      expectPlainAnswer(await operator.send(await signAnything(type, payload, pair)));
    }),
    { numRuns: 15 },
  );
});

test('no signed value, whatever it is, makes the operator fail', async () => {
  const pair = await newPair();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...wireTypes), fc.jsonValue(), async (type, payload) => {
      expectPlainAnswer(await operator.send(await signAnything(type, payload, pair)));
    }),
    { numRuns: 60 },
  );
});

test('after all that it is well, and has no failure to tell of', async () => {
  expect((await operator.read('/health')).status).toBe(200);
  expect(operator.log()).not.toContain('request failed');
  const { connection } = await newPair();
  expect(await agency.readContent(connection, { domain: agency.clientId, area: 'card' })).toEqual({ number: 1 });
});
