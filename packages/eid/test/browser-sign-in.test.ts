import { launchBrowser } from '@posthorn/stack/browser';
import { sharedHomeserver } from '@posthorn/stack/testing';
import type { Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';

const signedIn = 'http://127.0.0.1:9/signed-in';

test('a person signs in by clicks and reaches Matrix under a pseudonym; another one does after them in the same browser', async () => {
  await using browser = await launchBrowser();
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (![inject('homeserverUrl'), inject('eidUrl'), 'null'].includes(origin)) elsewhere.push(request.url());
  });
  await page.route(`${signedIn}?*`, (route) => route.fulfill({ body: 'The page of an app' }));
  const start = new URL('/_matrix/client/v3/login/sso/redirect/oidc-eid', inject('homeserverUrl'));
  start.searchParams.set('redirectUrl', signedIn);
  await page.goto(start.href);
  await page.getByRole('heading', { name: 'Sign in with the development eID' }).waitFor();

  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);

  await page.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByRole('radio', { name: /Lene Mathiesen/ }).check();
  await page.getByRole('radio', { name: /substanziell/ }).check();
  const userId = await signedInBy(page, 'Anmelden');
  expect(userId).toMatch(/^@p[0-9a-f]{24}:localhost$/);

  await page.goto(start.href);
  await page.getByRole('radio', { name: /Frauke Hinrichsen/ }).check();
  expect(await signedInBy(page, 'Sign in')).not.toBe(userId);
  expect(elsewhere.filter((url) => !url.startsWith(signedIn))).toEqual([]);
});

/** Clicks the button, and gives the user id that the homeserver knows whoever signed in by. */
async function signedInBy(page: Page, button: string): Promise<unknown> {
  await page.getByRole('button', { name: button }).click();
  await page.getByText('The page of an app').waitFor();
  const token = new URL(page.url()).searchParams.get('loginToken');
  const body = { type: 'm.login.token', token };
  return (await sharedHomeserver().request('POST', '/_matrix/client/v3/login', { body }))['user_id'];
}

test('the keyboard alone is enough', async () => {
  await using browser = await launchBrowser();
  const page = await browser.newPage({ locale: 'de-DE' });
  const start = new URL('/_matrix/client/v3/login/sso/redirect/oidc-eid', inject('homeserverUrl'));
  start.searchParams.set('redirectUrl', signedIn);
  await page.goto(start.href);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(await page.getByRole('radio', { name: /Frauke Hinrichsen/ }).isChecked()).toBe(true);
  const arrival = page.waitForRequest((request) => request.url().startsWith(signedIn));
  await page.keyboard.press('Enter');
  expect((await arrival).url()).toContain('loginToken=');
});
