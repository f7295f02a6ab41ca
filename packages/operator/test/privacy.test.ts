import { afterAll, beforeAll, expect, test } from 'vitest';
import { bonfirePermit } from './sample-service.ts';
import { engines, startTestOperator, TestAgency, type Engine } from './story.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await engines.PostgreSQL();
});
afterAll(() => engine[Symbol.asyncDispose]());

test('the log tells what happened, and not who looked for what', async () => {
  await using operator = await startTestOperator(await engine.emptyDatabase(), { logLevel: 'trace' });
  const kiel = await TestAgency.named('kiel');
  const registration = await kiel.registration({ displayName: { de: 'Canary-Stadt', en: 'Canary City' } });
  await operator.send(registration);
  await operator.send(registration);
  await operator.send(await kiel.publication(bonfirePermit({ leikaKey: '99000000canary' })));
  await operator.send('canary-in-a-malformed-body');
  await operator.read('/directory/responsible?service=canary-service&region=010020000000', {
    'x-token': 'canary-header',
  });
  await operator.read('/directory/services/https%3A%2F%2Fcanary.example/canary-id?version=3');
  await operator.read('/canary-path?canary=query');

  const log = operator.log();
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const answered = lines.filter((line) => line['msg'] === 'answered');
  expect(answered.map((line) => [line['method'], line['route'], line['status']])).toEqual([
    ['POST', '/api', 200],
    ['POST', '/api', 409],
    ['POST', '/api', 400],
    ['POST', '/api', 400],
    ['GET', '/directory/responsible', 404],
    ['GET', '/directory/services/:agency/:id', 404],
    ['GET', 'unknown', 404],
  ]);
  for (const line of answered) expect(line['reqId']).toMatch(/^[0-9a-f-]{36}$/);
  expect(log).not.toMatch(/canary|010020000000|kiel\.example/i);
  expect(log).not.toContain(kiel.key.kid);
  expect(log).not.toContain('127.0.0.1",');
});

test('an answer names the request that the log knows', async () => {
  await using operator = await startTestOperator(await engine.emptyDatabase());
  const answer = await operator.read('/health');
  expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const chosen = await operator.read('/', { 'x-request-id': 'mine', 'request-id': 'mine' });
  expect(chosen.headers.get('x-request-id')).not.toBe('mine');
});

test('pages of any origin read the directory, and an agency may hand in from a browser', async () => {
  await using operator = await startTestOperator(await engine.emptyDatabase());
  const answer = await operator.read('/directory/catalogue', { origin: 'https://mailbox.example' });
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
  const preflight = await fetch(`${operator.url}/directory/catalogue`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://mailbox.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-none-match',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('if-none-match');
  expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
});
