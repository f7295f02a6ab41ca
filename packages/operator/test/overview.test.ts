import { afterAll, beforeAll, expect, test } from 'vitest';
import { bonfirePermit } from './sample-service.ts';
import { engines, startTestOperator, TestAgency, type Engine, type TestOperator } from './story.ts';

let engine: Engine;
let operator: TestOperator;

beforeAll(async () => {
  engine = await engines.PGlite();
  operator = await startTestOperator(await engine.emptyDatabase());
});
afterAll(async () => {
  await operator[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

test('an empty directory says so', async () => {
  const page = await operator.read('/', { 'accept-language': 'en' });
  expect(page.text).toContain('No agency has published a service yet.');
  expect(page.text).toContain('No agency has registered yet.');
});

test('the page shows agencies and services with fee and regions, in German or English', async () => {
  const kiel = await TestAgency.named('kiel');
  await operator.send(await kiel.registration());
  await operator.send(await kiel.publication(bonfirePermit()));

  const german = await operator.read('/', { 'accept-language': 'de-DE,de;q=0.9,en;q=0.8' });
  expect(german.headers.get('content-language')).toBe('de');
  for (const words of ['Osterfeuer anmelden', '25,50', 'Stadt Kiel', 'Kiel, Landeshauptstadt', 'Unternehmen']) {
    expect(german.text).toContain(words);
  }
  const english = await operator.read('/', { 'accept-language': 'fr, en;q=0.7, de;q=0.3' });
  expect(english.text).toContain('<html lang="en">');
  for (const words of ['Announce a bonfire', '€25.50', 'City of Kiel', 'companies']) {
    expect(english.text).toContain(words);
  }
  expect((await operator.read('/?lang=en', { 'accept-language': 'de' })).text).toContain('<html lang="en">');
  expect((await operator.read('/?lang=fr')).status).toBe(400);
});

test('every link of the page leads somewhere', async () => {
  const { text } = await operator.read('/');
  const links = [...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, link = '']) => link.replaceAll('&#38;', '&'));
  expect(links.length).toBeGreaterThan(8);
  for (const link of new Set(links)) expect((await operator.read(link)).status, link).toBe(200);
});

test('what agencies write is text on the page, whatever it is', async () => {
  const rogue = await TestAgency.named('rogue');
  const attack = `<script>alert(1)</script><img src=x onerror="alert(1)">'&`;
  await operator.send(await rogue.registration({ displayName: { de: attack, en: attack } }));
  const definition = bonfirePermit({
    id: 'attack',
    title: { de: attack, en: attack },
    summary: { de: attack, en: attack },
    responsible: [{ agency: rogue.clientId, regions: ['08'] }],
  });
  await operator.send(await rogue.publication(definition));
  const page = await operator.read('/');
  expect(page.text).toContain('&#60;script&#62;alert(1)');
  expect(page.text).not.toMatch(/<script|<img src=x/);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
});

test('the OpenAPI document describes every address for programs', async () => {
  const { body } = await operator.read('/openapi.json');
  expect(body).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'https://directory.example' }] });
  expect(Object.keys(body['paths'] as object).toSorted()).toEqual([
    '/api',
    '/directory/agencies',
    '/directory/agencies/{clientId}',
    '/directory/catalogue',
    '/directory/regions',
    '/directory/responsible',
    '/directory/services/{agency}/{id}',
    '/health',
    '/jwks',
    '/jwks/{name}',
    '/services/{clientId}',
  ]);
});

test('all regions of Germany come in one compressed answer that is asked for once', async () => {
  const answer = await operator.read('/directory/regions', { 'accept-encoding': 'br' });
  const regions = answer.body['regions'] as { ars: string }[];
  expect(regions).toHaveLength(16_068);
  expect(regions).toContainEqual({
    ars: '010020000000',
    level: 'municipality',
    name: 'Kiel, Landeshauptstadt',
    postcodes: ['24103'],
  });
  expect(regions.filter((region) => region.ars.length === 2)).toHaveLength(16);
  expect(answer.headers.get('content-encoding')).toBe('br');
  const tag = answer.headers.get('etag') ?? '';
  expect((await operator.read('/directory/regions', { 'if-none-match': tag })).status).toBe(304);
});
