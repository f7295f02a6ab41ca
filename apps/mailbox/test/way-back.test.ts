import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Case, Person } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';
import { launchBrowser } from '@posthorn/stack/browser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveIn as moveInElsewhere, nextEvent } from '../../../packages/citizen/test/town.ts';
import { temporaryFolder } from '../../../packages/operator/test/pds-servers.ts';
import { filmOfCode } from './fake-camera.ts';
import { scanned } from './scanned.ts';
import { atEid, clickThroughEid, expectFine, moveIn, openDevice, recover, signIn } from './story.ts';
import { kielId, openTown, type MailboxTown } from './town.ts';
import { leftOn, traces } from './traces.ts';

const timeout = 240_000;
/** Stands in everything that is the person's own, and nowhere else. */
const canary = 'Zaunkönig';
let town: MailboxTown;
let browser: Browser;
let files: Awaited<ReturnType<typeof temporaryFolder>>;
/** What the camera sees. */
let film: string;

beforeAll(async () => {
  town = await openTown();
  files = await temporaryFolder();
  film = path.join(files.folder, 'camera.y4m');
  browser = await launchBrowser(['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]);
}, timeout);

afterAll(async () => {
  await browser.close();
  await files[Symbol.asyncDispose]();
  await town[Symbol.asyncDispose]();
});

test(
  'with the sheet alone everything old is there again; after signing out nothing of it can be read',
  { timeout },
  async () => {
    const { personId, recoverySecret } = await lostDevice();
    await using device = await openDevice(browser, town);
    const { page, context } = device;
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await signIn(page, town, personId);
    await page.getByLabel('Code vom Wiederherstellungsblatt').fill(recoverySecret);
    await context.setOffline(true);
    const offline = page.getByText('Zum Öffnen braucht Ihr Postfach das Internet.');
    await offline.waitFor();
    await page.getByRole('button', { name: 'Postfach öffnen' }).click();
    await page.getByText('Keine Verbindung zum Postfach').waitFor();
    await expectFine(page, 'recover-offline');
    await context.setOffline(false);
    await offline.waitFor({ state: 'hidden' });
    // Whoever holds the sheet before the camera need not type, nor press anything.
    await writeFile(film, filmOfCode(recoverySecret));
    await context.grantPermissions(['camera'], { origin: town.url });
    await page.getByRole('button', { name: 'QR-Code mit der Kamera scannen' }).click();
    await page.getByRole('navigation', { name: 'Bereiche' }).getByRole('link', { name: 'Postfach' }).click();
    await page.getByRole('heading', { level: 2, name: 'Meldebescheinigung' }).getByRole('link').click();
    await page.getByText(`Was ist ein ${canary}?`).waitFor();

    await page.goto(`${town.url}/settings/recovery`);
    await page.getByRole('button', { name: 'Blatt anzeigen' }).click();
    const drawing = page.getByRole('img', { name: 'QR-Code mit demselben Code' }).locator('path');
    expect(scanned((await drawing.getAttribute('d')) ?? '').text).toBe(recoverySecret);

    await page.goto(`${town.url}/data`);
    await page.getByRole('link', { name: 'Hundemarke' }).click();
    await page.getByText(canary).waitFor();
    // All that is the person's is sealed; the search finds what is not.
    expect(await traces(page, canary)).toEqual([]);
    expect(await traces(page, 'm.push_rules')).not.toEqual([]);

    await page.goto(`${town.url}/settings/sign-out`);
    await page.getByText('Sie haben keinen Passkey').waitFor();
    await context.setOffline(true);
    await page.getByText('Auf Ihren anderen Geräten steht dieses Gerät').waitFor();
    await expectFine(page, 'sign-out-offline');
    await page.getByRole('button', { name: 'Von diesem Gerät abmelden' }).click();
    await page.getByText('Dieses Gerät steht noch in Ihrer Geräteliste').waitFor();
    await expectFine(page, 'signed-out-still-listed');
    expect(await leftOn(page)).toEqual({ databases: [], entries: [], caches: [] });
    expect(await traces(page, canary)).toEqual([]);
    expect(device.problems).toEqual([]);
  },
);

test('whoever has nothing left begins anew with the eID, and is somebody new to the agency', { timeout }, async () => {
  const { personId } = await lostDevice();
  await using device = await openDevice(browser, town);
  const { page } = device;
  await signIn(page, town, personId);
  await page.getByText('Ich habe weder Passkey noch Blatt').click();
  await page.getByRole('button', { name: 'Neu beginnen …' }).click();
  const begin = page.getByRole('button', { name: 'Altes Postfach aufgeben und neu beginnen' });
  await begin.click();
  await page.getByText('Bitte bestätigen Sie, dass Sie das verstanden haben.').waitFor();
  await expectFine(page, 'begin-anew');
  await page.getByLabel('Ich habe verstanden').check();
  await begin.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click();
  await page.getByText('Die Bestätigung mit dem Online-Ausweis fehlt').waitFor();
  await begin.click();
  await confirmAtEid(page, personId);

  const code = page.locator('[data-test=recovery-secret]');
  await code.waitFor({ state: 'attached' });
  const newSecret = (await code.textContent()) ?? '';
  await page.locator('[data-test=recovery-kept]').dispatchEvent('click');
  await page.getByRole('navigation', { name: 'Bereiche' }).getByRole('link', { name: 'Postfach' }).click();
  await page.getByText('Noch keine Vorgänge').waitFor();

  await using elsewhere = await moveInElsewhere(town, { personId });
  await elsewhere.person.recover(newSecret);
  await apply(elsewhere.person);
  await page.getByRole('heading', { level: 2, name: 'Meldebescheinigung' }).getByRole('link').click();
  await page.getByText('Bei der Behörde angekommen').waitFor();
  expect(device.problems.filter((problem) => problem !== atEid())).toEqual([]);
});

test(
  'a device whose store is damaged says what is lost before it is emptied, and is entered anew',
  { timeout },
  async () => {
    await using device = await openDevice(browser, town);
    const { page } = device;
    const { personId, recoverySecret } = await moveIn(page, town);
    await damageStore(page);
    await page.reload();
    await page.getByText('Die Daten auf diesem Gerät lassen sich nicht öffnen').waitFor();
    await page.getByRole('button', { name: 'Von diesem Gerät entfernen' }).click();
    const dialog = page.getByRole('dialog', { name: 'Posthorn von diesem Gerät entfernen?' });
    await dialog.getByText('noch nicht gesendet wurde, ist verloren').waitFor();
    await expectFine(page, 'failed-removal');
    await dialog.getByRole('button', { name: 'Nein, behalten' }).click();
    await expectFine(page, 'failed');
    await page.getByRole('button', { name: 'Von diesem Gerät entfernen' }).click();
    await dialog.getByRole('button', { name: 'Von diesem Gerät entfernen' }).click();
    await page.getByText('Dieses Gerät steht noch in Ihrer Geräteliste').waitFor();
    expect(await leftOn(page)).toEqual({ databases: [], entries: [], caches: [] });
    await signIn(page, town, personId);
    await recover(page, recoverySecret);
    expect(device.problems).toEqual([]);
  },
);

/** Somebody who has let Kiel keep data, applied, heard from there and begun another draft, on a device that is gone. */
async function lostDevice(): Promise<{ personId: string; recoverySecret: string }> {
  const { person, personId, recoverySecret } = await moveInElsewhere(town);
  await keepData(person);
  const matter = await apply(person);
  town.kiel.case(matter.id).reply(`Was ist ein ${canary}?`);
  await nextEvent(matter, 'notice');
  const draft = await person.draft({ id: 'dog-registration', agency: { id: kielId } });
  draft.set({ dog: { name: canary } });
  await draft.save();
  await person.signOut();
  return { personId, recoverySecret: recoverySecret ?? '' };
}

/** Applies for a certificate; gives the case when the receipt is there. */
async function apply(person: Person): Promise<Case> {
  const example = path.join(import.meta.dirname, '../../../services/examples/registration-certificate.json');
  const answers = JSON.parse(await readFile(example, 'utf8')) as JsonObject;
  const certificate = { kind: 'simple', copies: 1, language: 'de' };
  const draft = await person.draft({ id: 'registration-certificate', agency: { id: kielId } });
  draft.set({
    ...answers,
    person: { ...(answers['person'] as JsonObject), birthName: canary },
    certificate,
    purpose: 'pension',
  });
  const matter = await draft.submit();
  await nextEvent(matter, 'receipt');
  return matter;
}

/** Kiel keeps a dog licence for the person. */
async function keepData(person: Person): Promise<void> {
  const schema = { type: 'object', title: 'Hundemarke', properties: { name: { type: 'string', title: 'Rufname' } } };
  const wish = {
    type: 'WRITE',
    area: 'dog-licence',
    description: { de: 'Ihre Hundemarke', en: 'Your licence' },
    schema,
  } as const;
  const login = await town.kiel.logins.begin({ permissions: [wish] });
  const request = await person.data.readLoginRequest(login.url);
  await request.agree({ approve: request.permissions.map(({ id }) => id) });
  const state = await town.kiel.logins.state(login.id);
  const connectionId = state.state === 'signed-in' ? state.connectionId : '';
  await town.kiel.data.write(connectionId, { area: 'dog-licence', content: { name: canary } });
}

/** Confirms what the dialog asks to be confirmed, in its window. */
async function confirmAtEid(page: Page, personId: string): Promise<void> {
  const opening = page.context().waitForEvent('page');
  await page.getByRole('button', { name: 'Fenster öffnen' }).click();
  const eid = await opening;
  await eid.locator('a.primary-button').click();
  await clickThroughEid(eid, personId);
}

/** What is written over the session, as by a disk that fails, does not open any more. */
async function damageStore(page: Page): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('posthorn/citizen');
    opening.onerror = reject;
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('entries', 'readwrite');
      transaction.objectStore('entries').put(new Uint8Array(64), 'session');
      transaction.oncomplete = resolve;
    };
  }).then(() => null)`);
}
