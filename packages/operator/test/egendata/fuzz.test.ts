import { wireMessages, wireTypes } from '@posthorn/protocol';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mustBe, TestDataAgency, TestPerson } from '../own-peers.ts';
import { engines, outcome, startTestOperator, type Answer, type Engine, type TestOperator } from '../story.ts';
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
  const place = { domain: agency.clientId, area: 'card' };
  mustBe(200, await agency.send('DATA_WRITE', { sub: connection.id, paths: [{ ...place, data: document }] }));
  const { documents } = await person.ask('ACCOUNT_READ_REQUEST', {}, 'ACCOUNT_READ_RESPONSE');
  return { person, agency, connection, document, version: documents[0]?.version ?? 0 };
}

function expectPlainAnswer({ status, text }: Answer): void {
  expect(status, text).toBeLessThan(500);
  expect(text).not.toMatch(/\.ts:|node_modules|select |insert |syntax error|violates|\n\s+at /i);
}

/** What the operator takes; what is nested in another message, within that. */
const taken = wireTypes.filter(
  (type) => wireMessages[type].to === 'operator' || type === 'CONNECTION' || type === 'LOGIN',
);

test.each(taken)('no %s, whatever is in it, makes the operator fail', async (type) => {
  // What is spoilt below is taken as it is, so that the spoiling gets as deep as the message does.
  const other = await newPair();
  const sound = await operator.send(await signAnything(type, await payloadOf(type, other), other));
  expect(sound.status, sound.text).toBeLessThan(300);

  const pair = await newPair();
  await fc.assert(
    fc.asyncProperty(spoilings, async (spoiling) => {
      const payload = spoil(await payloadOf(type, pair), spoiling);
      expectPlainAnswer(await operator.send(await signAnything(type, payload, pair)));
    }),
    { numRuns: 8 },
  );
});

test('no message that is meant for others is taken, nor makes the operator fail', async () => {
  const pair = await newPair();
  for (const type of wireTypes.filter((name) => !taken.includes(name))) {
    const answer = await operator.send(await signAnything(type, await payloadOf(type, pair), pair));
    expect([answer.status, outcome(answer)], type).toEqual([400, 'message-type-unknown']);
  }
});

test('no signed value, whatever it is, makes the operator fail', async () => {
  const pair = await newPair();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...wireTypes), fc.jsonValue(), async (type, payload) => {
      expectPlainAnswer(await operator.send(await signAnything(type, payload, pair)));
    }),
    { numRuns: 30 },
  );
});

test('after all that it is well, and has no failure to tell of', async () => {
  expect((await operator.read('/health')).status).toBe(200);
  expect(operator.log()).not.toContain('request failed');
  const { connection } = await newPair();
  expect(await agency.readContent(connection, { domain: agency.clientId, area: 'card' })).toEqual({ number: 1 });
});
