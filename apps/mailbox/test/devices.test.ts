import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonObject } from '@posthorn/protocol';
import { launchBrowser } from '@posthorn/stack/browser';
import { freshPersonId } from '@posthorn/stack/testing';
import { VerificationPhase } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emojiOnly, OrdinaryApp, scanner } from '../../../packages/channel/test/ordinary-app.ts';
import { moveIn as moveInElsewhere, nextEvent } from '../../../packages/citizen/test/town.ts';
import { Keyboard } from './keyboard.ts';
import { scanned } from './scanned.ts';
import { atEid, clickThroughEid, expectFine, moveIn, openDevice, recover, signIn, type Device } from './story.ts';
import { kielId, openTown, type MailboxTown } from './town.ts';

const timeout = 180_000;
let town: MailboxTown;
let browser: Browser;
let laptop: Device;
let page: Page;
let personId: string;
let recoverySecret: string;

beforeAll(async () => {
  town = await openTown();
  browser = await launchBrowser();
  laptop = await openDevice(browser, town);
  ({ page } = laptop);
  ({ personId, recoverySecret } = await moveIn(page, town));
}, timeout);

afterAll(async () => {
  await browser.close();
  await town[Symbol.asyncDispose]();
});

test(
  'a lost device is signed out from another one; it says so, and keeps what was not sent for its owner',
  { timeout },
  async () => {
    await using phone = await openDevice(browser, town, { size: 'phone' });
    await phone.page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await signIn(phone.page, town, personId);
    await recover(phone.page, recoverySecret);
    await phone.page.goto(`${town.url}/services/${encodeURIComponent(kielId)}/registration-certificate`);
    await phone.page.getByRole('button', { name: 'Antrag beginnen' }).click();
    await phone.page.getByLabel('Vornamen').waitFor();
    // It is lost on a train, in a tunnel, with a form half filled in.
    await phone.context.setOffline(true);
    await phone.page.getByLabel('Vornamen').fill('Frauke');
    await phone.page.getByText('Entwurf auf diesem Gerät gespeichert').waitFor();

    await page.getByRole('link', { name: 'Einstellungen' }).click();
    await page.getByRole('link', { name: 'Geräte' }).click();
    const entries = page.locator('.device-list > li');
    await entries.nth(1).waitFor();
    await expectFine(page, 'devices-two');
    const lost = entries.filter({ hasNotText: 'Dieses Gerät' });
    await lost.getByRole('button', { name: 'Posthorn (Chrome, Linux) abmelden' }).click();
    await page.getByRole('dialog').getByText('Das Gerät kann danach').waitFor();
    await expectFine(page, 'device-sign-out');
    await page.getByRole('button', { name: 'Jetzt abmelden' }).click();
    await page.getByRole('dialog', { name: 'Mit dem Online-Ausweis bestätigen' }).waitFor();
    await expectFine(page, 'eid-confirmation');
    const opening = laptop.context.waitForEvent('page');
    await page.getByRole('button', { name: 'Fenster öffnen' }).click();
    const eid = await opening;
    await eid.locator('a.primary-button').click();
    await clickThroughEid(eid, personId);
    await page.getByText('Posthorn (Chrome, Linux) ist abgemeldet.').waitFor();
    await lost.waitFor({ state: 'detached' });

    await phone.context.setOffline(false);
    const ended = phone.page.getByRole('heading', { level: 1, name: 'Sie sind auf diesem Gerät abgemeldet' });
    await ended.waitFor();
    await phone.page.getByText('ein Entwurf').waitFor();
    expect(await phone.page.getByLabel('Vornamen').count()).toBe(0);
    await expectFine(phone.page, 'session-ended');
    await phone.context.setOffline(true);
    await phone.page.reload();
    await ended.waitFor();
    await phone.page.getByText('ein Entwurf').waitFor();
    await phone.context.setOffline(false);

    // Whoever has found it gets nowhere with an eID of their own.
    await phone.page.getByRole('button', { name: 'Neu anmelden' }).click();
    await clickThroughEid(phone.page, freshPersonId());
    await phone.page.getByText('Auf diesem Gerät liegt ein anderes Postfach').waitFor();
    await expectFine(phone.page, 'store-of-another');
    await phone.page.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    // It was in the other coat.
    await phone.page.getByRole('button', { name: 'Neu anmelden' }).click();
    await clickThroughEid(phone.page, personId);
    await phone.page.getByRole('heading', { name: 'Meldebescheinigung' }).waitFor();
    await page.getByRole('link', { name: 'Start', exact: true }).click();
    await page.getByRole('heading', { name: 'Meldebescheinigung' }).waitFor();
    expect(laptop.problems).toEqual([]);
    expect(phone.problems.filter((problem) => problem !== atEid())).toEqual([]);
  },
);

test('of two windows one works; the other one says so, and can take over', { timeout }, async () => {
  await page.getByRole('link', { name: /^Weiter ausfüllen/ }).click();
  await page.getByLabel('Familienname').fill('Petersen');
  const other = await laptop.context.newPage();
  await other.goto(page.url());
  const elsewhere = { level: 1, name: 'Posthorn ist in einem anderen Fenster offen' } as const;
  await other.getByRole('heading', elsewhere).waitFor();
  await expectFine(other, 'elsewhere');
  await page.getByLabel('Familienname').fill('Petersen-Lund');
  await other.getByRole('button', { name: 'Hier verwenden' }).click();
  await page.getByRole('heading', elsewhere).waitFor();
  await expect.poll(() => other.getByLabel('Familienname').inputValue()).toBe('Petersen-Lund');

  // Whichever is loaded anew finds its own door unlocked.
  await other.reload();
  await other.getByLabel('Familienname').fill('Lund');
  await page.getByRole('button', { name: 'Hier verwenden' }).click();
  await other.getByRole('heading', elsewhere).waitFor();
  await expect.poll(() => page.getByLabel('Familienname').inputValue()).toBe('Lund');
  await other.close();
  expect(laptop.problems).toEqual([]);
});

test(
  'another Matrix app is let in by the same pictures or a scanned code, and not by other pictures',
  { timeout },
  async () => {
    const old = await receivedElsewhere();
    await using app = await OrdinaryApp.open(personId, emojiOnly);
    await page.getByRole('link', { name: 'Einstellungen' }).click();
    await page.getByRole('link', { name: 'Geräte' }).click();
    const unsigned = page.locator('.device-list > li').filter({ hasText: 'Nicht bestätigt' });
    await unsigned.getByRole('button', { name: /bestätigen$/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Ein Gerät bestätigen' });
    await dialog.getByText('Bestätigen Sie jetzt auf dem anderen Gerät').waitFor();
    await expectFine(page, 'verification-requested');
    const differing = await app.accept(await app.requested());
    const compare = dialog.getByText('Sehen Sie auf dem anderen Gerät dieselben Bilder');
    await compare.waitFor();
    await expectFine(page, 'verification-emoji');
    await dialog.getByRole('button', { name: 'Nein, sie sind verschieden' }).click();
    await dialog.getByText('Die Bilder waren verschieden.').waitFor();
    await expectFine(page, 'verification-mismatch');
    await expect(differing.over).rejects.toThrow('m.mismatched_sas');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Liste neu laden' }).click();
    await unsigned.waitFor();

    // The other app asks, wherever the person is, and whoever has no mouse.
    await page.getByRole('link', { name: 'Postfach' }).click();
    const keyboard = new Keyboard(page);
    const asked = await app.askAll();
    await dialog.getByText('möchte Ihre Nachrichten lesen. Sind Sie das?').waitFor();
    await keyboard.press('Ja, das bin ich');
    const same = await app.accept(asked);
    await compare.waitFor();
    expect(await dialog.locator('.emoji').allTextContents()).toEqual(same.sas?.sas.emoji?.map(([symbol]) => symbol));
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await keyboard.press('Ja, sie sind gleich');
    await same.sas?.confirm();
    const done = dialog.getByText('Das Gerät ist bestätigt.');
    await done.waitFor();
    await same.over;
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await app.reads(old.roomId, old.text)).toBe(true);

    await using camera = await OrdinaryApp.open(personId, scanner);
    const scan = await camera.askAll();
    await dialog.getByRole('button', { name: 'Ja, das bin ich' }).click();
    await dialog.getByRole('img', { name: 'Code für das andere Gerät' }).waitFor();
    await expectFine(page, 'verification-code');
    await camera.until(scan, () => scan.phase === VerificationPhase.Ready);
    const drawn = await dialog.locator('.qr-code-dark').getAttribute('d');
    const over = (await scan.scanQRCode(scanned(drawn ?? '').bytes)).verify();
    await dialog.getByText('Zeigt das andere Gerät, dass es geklappt hat?').waitFor();
    await dialog.getByRole('button', { name: 'Ja', exact: true }).click();
    await done.waitFor();
    await over;
    expect(laptop.problems).toEqual([]);
  },
);

/** A receipt that came before there was the other app: the person has applied on a device that is closed by now. */
async function receivedElsewhere(): Promise<{ roomId: string; text: string }> {
  await using elsewhere = await moveInElsewhere(town, { personId });
  const { person } = elsewhere;
  await person.recover(recoverySecret);
  const example = path.join(import.meta.dirname, '../../../services/examples/registration-certificate.json');
  const answers = JSON.parse(await readFile(example, 'utf8')) as JsonObject;
  const draft = await person.draft({ id: 'registration-certificate', agency: { id: kielId } });
  draft.set({ ...answers, certificate: { kind: 'simple', copies: 1, language: 'de' }, purpose: 'pension' });
  const matter = await draft.submit();
  const { body } = await nextEvent(matter, 'receipt');
  return { roomId: person.connections()[0]?.roomId ?? '', text: body };
}
