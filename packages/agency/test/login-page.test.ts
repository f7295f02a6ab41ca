import { inject, expect, test } from 'vitest';
import { launchBrowser } from '@posthorn/stack/browser';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { Device } from './device.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

test('a page shows a code; a device reads it off the screen and agrees; a moment later the page is signed in', async () => {
  await using config = await freshAgencyConfig({
    web: { port: 0 },
    permissions: [
      { type: 'READ', area: 'pond-permit', purpose: { de: 'Ihren Teich nachschlagen', en: 'Look up your pond' } },
      { type: 'WRITE', area: 'pond-permit', description: { de: 'Ihr Teich', en: 'Your pond' } },
    ],
  });
  const names = { de: 'Amt für Teiche und Weiher', en: 'Office for Ponds and Pools' };
  await using agency = await startAgency({ ...config, names });
  await using browser = await launchBrowser();
  const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1100, height: 800 } });
  const violations: string[] = [];
  page.on('console', (message) => violations.push(message.text()));
  page.on('pageerror', (error) => violations.push(error.message));
  await page.goto(`${agency.url}/login`);
  expect(await page.title()).toBe('Sign in with Posthorn · Office for Ponds and Pools');
  expect(await page.getByRole('link', { name: 'Open in the app here' }).getAttribute('href')).toMatch(
    /^egendata:\/\/account\/[\w-]+\.[\w-]+\.[\w-]+$/,
  );

  // On a narrow screen, in the other language, it is the same sign-in.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { name: 'Mit Posthorn anmelden' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);

  const { width, height, data } = PNG.sync.read(await page.screenshot({ fullPage: true }));
  const read = jsqr.default(new Uint8ClampedArray(data), width, height);
  const device = await Device.register(inject('operatorUrl'));
  const code = device.scan(read?.data ?? '');
  const permissions = await device.askWhat(code, 'de');
  const connectionId = await device.agree(agency.clientId, { sid: code.sid, permissions });

  await page.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor();
  expect(await page.locator('#pseudonym').textContent()).toBe(connectionId);
  expect(await page.locator('.shared').innerText()).toContain('Ihren Teich nachschlagen');
  expect(await page.title()).toContain('Sie sind angemeldet');
  // The browser's session is in its cookie alone.
  expect(page.url()).toBe(`${agency.url}/login?lang=de`);
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ name: 'login', httpOnly: true, sameSite: 'Strict', path: '/login' });
  expect(violations).toEqual([]);
});
