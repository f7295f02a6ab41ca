import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AgencyConfig } from '@posthorn/agency';
import { generateSigningKey, signWire } from '@posthorn/protocol';
import { launchBrowser } from '@posthorn/stack/browser';
import type { Page } from 'playwright-core';
import { toBuffer } from 'qrcode';
import { expect, test } from 'vitest';
import { DataService } from '../../../packages/citizen/test/data-service.ts';
import { moveIn as moveInElsewhere } from '../../../packages/citizen/test/town.ts';
import { temporaryFolder } from '../../../packages/operator/test/pds-servers.ts';
import { filmOfCode } from './fake-camera.ts';
import { expectFine, moveIn, openDevice } from './story.ts';
import { kielId, openTown } from './town.ts';

const flensburg: Pick<AgencyConfig, 'clientId' | 'names' | 'services' | 'permissions' | 'description'> = {
  clientId: 'https://flensburg.example',
  names: { de: 'Stadt Flensburg', en: 'City of Flensburg' },
  description: { de: 'Hundesteuer und Ordnungsamt', en: 'Dog tax and public order' },
  services: [],
  permissions: [
    {
      type: 'READ',
      area: 'dog-licence',
      domain: kielId,
      purpose: { de: 'Ihren Hund übernehmen, wenn Sie umziehen', en: 'Take over your dog when you move' },
      expires: 'P1Y',
    },
    { type: 'WRITE', area: 'dog-tax', description: { de: 'Ihr Steuerbescheid', en: 'Your tax notice' } },
    {
      type: 'READ',
      area: 'income',
      purpose: { de: 'Die Steuer ermäßigen', en: 'Reduce the tax' },
      lawfulBasis: 'LEGAL_OBLIGATION',
      ground: { de: '§ 93 Abgabenordnung', en: 'Section 93 Fiscal Code' },
      frequency: { per: 'YEAR', times: 1 },
    },
  ],
};

test(
  'somebody signs in at the page of an agency by link, camera and picture, and decides on each point',
  { timeout: 300_000 },
  async () => {
    await using town = await openTown();
    const agency = await town.open(flensburg);
    await using files = await temporaryFolder();
    const film = path.join(files.folder, 'camera.y4m');
    const seen = await agency.logins.begin();
    await writeFile(film, filmOfCode(seen.url));
    await using browser = await launchBrowser([
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${film}`,
    ]);
    await using device = await openDevice(browser, town);
    await using elsewhere = await browser.newContext({ locale: 'de-DE' });
    const { page, context } = device;

    // A link that carries a code to this app waits while somebody signs in to the mailbox; the address keeps nothing of it.
    await page.goto(`${town.url}/connect#${seen.url}`);
    await page.getByRole('heading', { level: 1, name: 'Ihr Postfach für Behörden' }).waitFor();
    expect(page.url()).toBe(`${town.url}/connect`);
    const ada = await moveIn(page, town);
    await page.getByRole('button', { name: 'Nein, abbrechen' }).click();
    await page.getByText('Sie haben sich nicht angemeldet').waitFor();
    expect(page.url()).toBe(`${town.url}/connect`);

    // The page of the agency stands open on another screen; its link is pasted.
    const agencyPage = await elsewhere.newPage();
    const link = await linkOn(agencyPage, `${agency.url}/login`);
    await page.goto(`${town.url}/connect`);
    const field = page.getByLabel('Link der Anmeldeseite');
    await field.fill('https://flensburg.example');
    await page.getByRole('button', { name: 'Link öffnen' }).click();
    await page.getByText('Das ist kein Link zum Anmelden.').waitFor();
    await expectFine(page, 'connect');
    await field.fill(`egendata://account/${'x'.repeat(40)}.y.z`);
    await page.getByRole('button', { name: 'Link öffnen' }).click();
    await page.getByText('Dieser Code gilt nicht').waitFor();
    await expectFine(page, 'connect-wrong');
    await page.getByRole('button', { name: 'Einen anderen Code lesen' }).click();

    // A code may be too old, or grow old while somebody looks at it, or be of somebody whom nobody here knows.
    await using husum = await DataService.open(town.directoryUrl, 'husum');
    const hour = 3_600_000;
    for (const age of [2 * hour, hour + 1000]) {
      const old = await husum.signInPage({ now: new Date(Date.now() - age) });
      await page.goto(`${town.url}/connect#${old.url}`);
      await page.getByRole('group', { name: 'Der Code ist abgelaufen' }).and(page.locator(':focus')).waitFor();
    }
    await expectFine(page, 'connect-expired');
    await page.goto(`${town.url}/connect#${await codeOfNobody()}`);
    await page.getByText('Wer da fragt, ist hier nicht bekannt').waitFor();
    await expectFine(page, 'connect-unknown');
    await page.getByRole('button', { name: 'Einen anderen Code lesen' }).click();
    await field.fill(link);
    await page.getByRole('button', { name: 'Link öffnen' }).click();

    await page.getByRole('heading', { name: 'Stadt Flensburg möchte sich mit Ihnen verbinden' }).waitFor();
    const switches = page.getByRole('switch');
    expect(await switches.count()).toBe(3);
    expect(await page.getByRole('switch', { checked: true }).count()).toBe(0);
    await page.getByText('Daten von kiel.example').waitFor();
    // What Flensburg keeps has the name that Flensburg gives it; for other data there is only the id.
    await page.getByText('Ihr Steuerbescheid (Stadt Flensburg)').waitFor();
    await page.getByText('„dog-licence“ (kiel.example)').waitFor();
    await page.getByText('§ 93 Abgabenordnung').waitFor();
    await page.getByText('Einmal im Jahr').waitFor();
    await expectFine(page, 'connect-points');
    await page.getByRole('switch', { name: 'Ihren Hund übernehmen' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('1 von 3 erlaubt', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Verbinden und 1 von 3 erlauben' }).click();
    await page.getByText('Sie können zur Seite der Behörde zurückgehen.').waitFor();
    await expectFine(page, 'connect-done');
    await agencyPage.getByRole('heading', { name: 'Sie sind angemeldet' }).waitFor();
    expect(await agencyPage.locator('.shared').innerText()).toContain('Ihren Hund übernehmen');
    expect(await agencyPage.locator('.shared').innerText()).not.toContain('ermäßigen');
    const connectionId = (await agencyPage.locator('#pseudonym').textContent()) ?? '';

    // The same code once more changes nothing.
    await page.goto(`${town.url}/connect`);
    await field.fill(link);
    await page.getByRole('button', { name: 'Link öffnen' }).click();
    await page.getByRole('heading', { name: 'Bei Stadt Flensburg anmelden?' }).waitFor();
    await page.getByRole('button', { name: 'Ja, anmelden' }).click();
    await page.getByText('Sie sind angemeldet: Stadt Flensburg').waitFor();

    // A camera that is not allowed says what to do; allowed, it reads the code. From now on it is a login.
    await page.goto(`${town.url}/connect`);
    await page.getByRole('button', { name: 'Kamera öffnen' }).click();
    await page.getByText('Die Kamera ist nicht freigegeben').waitFor();
    await expectFine(page, 'connect-no-camera');
    await page.getByRole('button', { name: 'Anders fortfahren' }).click();
    await context.grantPermissions(['camera'], { origin: town.url });
    await page.getByRole('button', { name: 'Kamera öffnen' }).click();
    await page.getByRole('heading', { name: 'Bei Stadt Flensburg anmelden?' }).waitFor();
    await expectFine(page, 'connect-login');
    await page.getByRole('button', { name: 'Ja, anmelden' }).click();
    await page.getByText('Sie sind angemeldet: Stadt Flensburg').waitFor();
    expect(await agency.logins.state(seen.id)).toMatchObject({ state: 'signed-in', connectionId });

    // A picture of a code does, too.
    await page.goto(`${town.url}/connect`);
    const picture = page.getByLabel('Bild des Codes wählen');
    await picture.setInputFiles(await pictureOf('https://kiel.example'));
    await page.getByText('Das ist ein anderer Code').waitFor();
    const photographed = await agency.logins.begin();
    await picture.setInputFiles(await pictureOf(photographed.url));
    await page.getByRole('button', { name: 'Ja, anmelden' }).click();
    await page.getByText('Sie sind angemeldet: Stadt Flensburg').waitFor();
    expect(await agency.logins.state(photographed.id)).toMatchObject({ state: 'signed-in', connectionId });

    // The agency asks for more later; it is answered in English.
    const [, , income] = flensburg.permissions ?? [];
    await agency.data.request(connectionId, income ? [income] : []);
    await page.goto(`${town.url}/connect/requests`);
    await page.getByText('Stadt Flensburg fragt nach mehr').waitFor();
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
    await page.getByRole('heading', { level: 1, name: 'Requests to you' }).waitFor();
    await page.getByText('This does not rest on your consent.').waitFor();
    await expectFine(page, 'connect-requests');
    await page.getByRole('button', { name: 'Allow all' }).click();
    await page.getByRole('button', { name: 'Answer: allow 1 of 1' }).click();
    await page.getByText('No request is waiting for you.').waitFor();
    await expectFine(page, 'connect-requests-none');

    // Another device is faster: here nothing waits any more.
    const [, notice] = flensburg.permissions ?? [];
    await agency.data.request(connectionId, notice ? [{ ...notice, area: 'fines' }] : []);
    await page.getByRole('button', { name: 'Look for new requests' }).click();
    await page.getByRole('switch').waitFor();
    await using other = await moveInElsewhere(town, ada);
    await other.person.recover(ada.recoverySecret);
    for (const request of await other.person.data.requests()) await other.person.data.answer(request, { approve: [] });
    await page.getByText('No request is waiting for you.').waitFor();
    const states = (await agency.data.permissions(connectionId)).map(({ area, state }) => `${area} ${state}`);
    expect(states.toSorted()).toEqual([
      'dog-licence approved',
      'dog-tax denied',
      'fines denied',
      'income approved',
      'income denied',
    ]);
    // Only the device itself has asked the agencies what they want.
    expect(new Set(device.problems)).toEqual(new Set([agency.url, husum.address].map((url) => `a request to ${url}`)));
  },
);

/** What a page says that no public office has. */
async function codeOfNobody(): Promise<string> {
  const key = await generateSigningKey();
  const claims = {
    iss: 'https://nobody.example',
    aud: 'egendata://account',
    sid: crypto.randomUUID(),
    eventsURI: 'https://nobody.example/events',
  };
  return `egendata://account/${await signWire('AUTHENTICATION_REQUEST', claims, key, { kid: key.kid })}`;
}

/** Opens the agency's page for signing in; gives the link for the app. */
async function linkOn(page: Page, url: string): Promise<string> {
  await page.goto(url);
  return (await page.getByRole('link', { name: 'Hier in der App öffnen' }).getAttribute('href')) ?? '';
}

async function pictureOf(text: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  return { name: 'photo.png', mimeType: 'image/png', buffer: await toBuffer(text, { scale: 6 }) };
}
