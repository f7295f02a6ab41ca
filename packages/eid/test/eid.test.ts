import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@posthorn/stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { samplePersons } from '../src/persons.ts';
import { startEid, type RunningEid } from '../src/server.ts';
import { CookieClient } from './cookie-client.ts';
import { RelyingParty } from './relying-party.ts';

const matrix = new RelyingParty('homeserver');
const kiel = new RelyingParty('kiel');
const dataDir = mkdtempSync(join(tmpdir(), 'posthorn-eid-'));
let eid: RunningEid;

async function start(): Promise<RunningEid> {
  return startEid({ port: await freePort(), dataDir, clients: [matrix.client, kiel.client] });
}

beforeAll(async () => {
  eid = await start();
});

afterAll(async () => {
  await eid.stop();
  rmSync(dataDir, { recursive: true });
});

describe('who somebody is to a client', () => {
  test('is random, another for each client, and the same after a restart', async () => {
    const atMatrix = await matrix.signIn(eid.url, { person: 'person-1' });
    const atKiel = await kiel.signIn(eid.url, { person: 'person-1' });
    expect(atMatrix.idToken['sub']).toMatch(/^p[0-9a-f]{24}$/);
    expect(atKiel.idToken['sub']).not.toBe(atMatrix.idToken['sub']);

    await eid.stop();
    eid = await start();
    const later = await matrix.signIn(eid.url, { person: 'person-1' });
    expect(later.idToken['sub']).toBe(atMatrix.idToken['sub']);
  });

  test('is nothing but that pseudonym unless the client asks for more', async () => {
    const { userInfo, idToken } = await matrix.signIn(eid.url, { person: 'person-2' });
    expect(Object.keys(userInfo)).toEqual(['sub']);
    expect(JSON.stringify(idToken)).not.toMatch(/Emre|Yıldırım|person-2/);
  });

  test('is name, birth date and address of a person, legal name and register number of a company, when asked', async () => {
    const wishes = { scope: 'openid profile address' };
    const person = await kiel.signIn(eid.url, { person: 'person-2' }, wishes);
    expect(person.userInfo).toMatchObject({
      given_name: 'Emre',
      family_name: 'Yıldırım',
      birthdate: '1992-11-03',
      address: { postal_code: '24143', locality: 'Kiel', country: 'DE' },
    });
    const company = await kiel.signIn(eid.url, { person: 'company-1' }, wishes);
    expect(company.userInfo).toMatchObject({
      legal_name: 'Windkraft Nordsee Beispiel GmbH & Co. KG',
      register_number: 'Amtsgericht Flensburg, HRA 99017',
    });
    expect(company.userInfo).not.toHaveProperty('birthdate');
  });
});

test('the level of assurance that was chosen stands in acr', async () => {
  for (const level of ['low', 'substantial', 'high']) {
    const acr = `http://eidas.europa.eu/LoA/${level}`;
    const { idToken } = await kiel.signIn(eid.url, { person: 'person-3', level: acr });
    expect(idToken['acr']).toBe(acr);
  }
});

test('every sign-in asks anew, even in the same browser', async () => {
  const browser = new CookieClient();
  const first = await browser.follow(matrix.authorizationUrl(eid.url), matrix.redirectUri);
  const done = await browser.follow(first.url, matrix.redirectUri, { person: 'person-4', action: 'sign-in' });
  expect(done.url).toContain('code=');
  const again = await browser.follow(matrix.authorizationUrl(eid.url), matrix.redirectUri);
  expect(again.url).toContain('/interaction/');
});

test('a code that was redeemed once is worth nothing afterwards', async () => {
  const browser = new CookieClient();
  const page = await browser.follow(kiel.authorizationUrl(eid.url), kiel.redirectUri);
  const back = await browser.follow(page.url, kiel.redirectUri, { person: 'person-5', action: 'sign-in' });
  const code = new URL(back.url).searchParams.get('code') ?? '';
  expect(await kiel.redeem(eid.url, code)).toHaveProperty('idToken');
  await expect(kiel.redeem(eid.url, code)).rejects.toThrow('invalid_grant');
});

test('somebody who cancels is sent back without a code', async () => {
  const browser = new CookieClient();
  const page = await browser.follow(matrix.authorizationUrl(eid.url), matrix.redirectUri);
  const back = await browser.follow(page.url, matrix.redirectUri, { action: 'cancel' });
  expect(new URL(back.url).searchParams.get('error')).toBe('access_denied');
});

test('six persons and a company stand on the page, in German or English', async () => {
  const browser = new CookieClient();
  const { url } = await browser.follow(matrix.authorizationUrl(eid.url, { ui_locales: 'de' }), matrix.redirectUri);
  const german = await (await browser.open(url)).text();
  for (const person of samplePersons) expect(german).toContain(`value="${person.id}"`);
  expect(german).toContain('<html lang="de">');
  const english = await (await browser.open(`${url}?lang=en`)).text();
  expect(english).toContain('<html lang="en">');
  expect(english).toContain('Who is signing in?');
});

test('nobody chosen, an unknown person, or a sign-in that is over: each gets a page that says so', async () => {
  const browser = new CookieClient();
  const { url } = await browser.follow(matrix.authorizationUrl(eid.url, { ui_locales: 'en' }), matrix.redirectUri);
  for (const person of ['', 'person-99', 'test-1', '<script>']) {
    const answer = await browser.open(url, { person, action: 'sign-in' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('Please choose first');
  }
  const stranger = await new CookieClient().open(url, undefined, { 'accept-language': 'en' });
  expect(stranger.status).toBe(400);
  expect(await stranger.text()).toContain('Sign-in expired');
});

test('a client with a foreign redirect address or without its secret gets nothing', async () => {
  const foreign = matrix.authorizationUrl(eid.url, { redirect_uri: 'https://elsewhere.example/' });
  expect((await new CookieClient().open(foreign)).status).toBe(400);
  const token = await fetch(new URL('/token', eid.url), {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'x', client_id: 'homeserver' }),
  });
  expect(token.status).toBe(401);
});
