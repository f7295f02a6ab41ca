import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { CaseDesk } from '@posthorn/agency';
import { verifyReceiptProof, type Case, type ReceiptProof } from '@posthorn/citizen';
import { writeContent, type JsonObject } from '@posthorn/protocol';
import { launchBrowser } from '@posthorn/stack/browser';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BareAgency } from '../../../packages/citizen/test/bare-agency.ts';
import { poolPermit } from '../../../packages/citizen/test/pool-permit.ts';
import { moveIn as moveInElsewhere, nextEvent, type Resident } from '../../../packages/citizen/test/town.ts';
import { Keyboard } from './keyboard.ts';
import { kielLetter } from './kiel-letter.ts';
import { dayFromNow, expectFine, keptEntries, moveIn, openDevice, printed, type Device } from './story.ts';
import { kielId, openTown, type MailboxTown } from './town.ts';

const timeout = 240_000;
let town: MailboxTown;
let browser: Browser;
let device: Device;
let page: Page;
/** The same person on another device, on which the applications are made. */
let elsewhere: Resident;

beforeAll(async () => {
  town = await openTown();
  browser = await launchBrowser();
  device = await openDevice(browser, town);
  ({ page } = device);
  const { personId, recoverySecret } = await moveIn(page, town);
  elsewhere = await moveInElsewhere(town, { personId });
  await elsewhere.person.recover(recoverySecret);
}, timeout);

afterAll(async () => {
  await elsewhere.person.close();
  await browser.close();
  await town[Symbol.asyncDispose]();
});

test('an application appears with its receipt, which is checked and saved as proof', { timeout }, async () => {
  await goTo('Postfach');
  await page.getByText('Noch keine Vorgänge').waitFor();
  await expectFine(page, 'cases-empty');

  await apply();
  const row = page.getByRole('listitem').filter({ hasText: 'Meldebescheinigung' });
  await row.locator('.case-marks').getByText('Eingegangen').waitFor();
  await row.getByText('2 neue Nachrichten').waitFor();
  await expectFine(page, 'cases');

  await row.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: /Meldebescheinigung/ }).waitFor();
  await page.getByText('Wir prüfen die Bestellung').waitFor();
  await page.getByText('Bei der Behörde angekommen').waitFor();
  await expectFine(page, 'case-received');

  await page.getByRole('link', { name: 'Eingangsbestätigung ansehen' }).first().click();
  await page.getByRole('button', { name: 'Jetzt prüfen' }).click();
  await page.getByText('Die Bestätigung ist echt').waitFor();
  await expectFine(page, 'receipt');
  const proof = JSON.parse((await saved('Nachweis herunterladen')).toString()) as ReceiptProof;
  expect(await verifyReceiptProof(proof)).toMatchObject({ agency: { id: kielId }, answers: { purpose: 'pension' } });
  await printed(page, 'receipt');
  await page.getByRole('link', { name: 'Zurück zum Vorgang' }).click();
  await goTo('Postfach');
  await page.getByRole('button', { name: 'Ungelesen (0)' }).waitFor();
});

test(
  'questions are answered by a button, a document is sent, and its deadline goes into the calendar',
  { timeout },
  async () => {
    const matter = await desk();
    await openCasePage(/Meldebescheinigung/);
    matter.setStatus('action-required', { step: 'payment' });
    matter.ask('payment-method');
    await page.getByRole('button', { name: 'Überweisung' }).click();
    await page.getByRole('button', { name: 'Antwort ändern' }).click();
    await page.getByRole('button', { name: 'Lastschrift' }).click();
    await expect
      .poll(() => heard(matter, 'answer').map(({ codes }) => codes))
      .toEqual([['transfer'], ['direct-debit']]);

    const languages = ['Deutsch', 'Englisch', 'Dänisch'].map((text) => ({
      code: text.toLowerCase().replace('ä', 'ae'),
      text,
    }));
    matter.ask({
      text: { de: 'In welchen Sprachen?', en: 'In which languages?' },
      choices: languages.map(({ code, text }) => ({ code, text: { de: text, en: text } })),
      multiple: true,
    });
    const due = dayFromNow(9);
    const wish = { accept: ['image/png', 'application/pdf'], maxSize: 2_000_000, due };
    matter.requestDocument({
      text: { de: 'Ein Foto Ihres Ausweises', en: 'A picture of your identity card' },
      ...wish,
    });
    await page.getByText('Das ist zu tun').waitFor();
    await page.getByText('Ein Foto Ihres Ausweises').first().waitFor();
    await page.getByText('in 9 Tagen').waitFor();
    await expectFine(page, 'case-tasks');

    await page.getByRole('button', { name: 'Antwort senden' }).click();
    await page.getByText('Wählen Sie mindestens eine Antwort aus.').waitFor();
    await page.getByLabel('Deutsch', { exact: true }).check();
    await page.getByLabel('Dänisch').check();
    await page.getByRole('button', { name: 'Antwort senden' }).click();
    await expect.poll(() => heard(matter, 'answer').at(-1)?.['codes']).toEqual(['deutsch', 'daenisch']);

    const calendar = (await saved('In den Kalender')).toString();
    expect(calendar).toContain(`DTSTART;VALUE=DATE:${due.replaceAll('-', '')}`);
    expect(calendar).not.toMatch(/Ausweis|Kiel|Meldebescheinigung/);

    const chooser = page.getByLabel('Datei auswählen');
    await chooser.setInputFiles({ name: 'brief.html', mimeType: 'text/html', buffer: Buffer.from('<p>') });
    await page.getByRole('button', { name: 'Datei senden' }).click();
    await page.getByText('Diese Art von Datei ist hier nicht erlaubt').waitFor();
    await chooser.setInputFiles({ name: 'ausweis.png', mimeType: 'image/png', buffer: await picture() });
    await page.getByRole('button', { name: 'Datei senden' }).click();
    await page.getByText('Von Ihnen geschickt: ausweis.png').waitFor();
    await expect.poll(() => matter.files().map(({ name }) => name)).toEqual(['ausweis.png']);
    await page.getByText('Das ist zu tun').waitFor({ state: 'detached' });
  },
);

test('letters are shown and saved, and a page that an agency sends can do nothing', { timeout }, async () => {
  const strangers: string[] = [];
  const own = new Set([town.url, town.homeserver.url, town.directoryUrl].map((url) => new URL(url).origin));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !own.has(origin)) strangers.push(request.url());
  });
  const matter = await desk();
  const evil = `<h1>Merkblatt</h1><script>top.document.title = 'taken over'</script>
    <img src="https://tracker.example/pixel.png" onerror="top.document.title = 'taken over'">
    <p style="background: url(https://tracker.example/b.png)">Bringen Sie Ihren Ausweis mit.</p>
    <a href="javascript:alert(1)">Hier klicken</a><iframe src="https://tracker.example/"></iframe>`;
  await matter.sendFile({ name: 'Merkblatt.html', mediaType: 'text/html', bytes: new TextEncoder().encode(evil) });
  await page.getByRole('button', { name: 'Ansehen Merkblatt.html' }).click();
  const frame = page.frameLocator('iframe[title="Inhalt der Datei"]');
  await frame.getByText('Bringen Sie Ihren Ausweis mit.').waitFor();
  expect(await frame.locator('script, img[src], iframe, a[href], [style]').count()).toBe(0);
  // The browser tells what its policy has kept the page from while it was taken apart.
  const told = device.problems.splice(0);
  expect(told.filter((problem) => !/inline (event handler|style)/.test(problem))).toEqual([]);
  await expectFine(page, 'file-html');
  await page.getByRole('button', { name: 'Vorschau schließen' }).click();

  await matter.sendFile({
    name: 'Notiz.txt',
    mediaType: 'text/plain',
    bytes: new TextEncoder().encode('<b>10 Uhr</b>'),
  });
  await page.getByRole('button', { name: 'Ansehen Notiz.txt' }).click();
  await page.getByRole('dialog').getByText('<b>10 Uhr</b>').waitFor();
  await page.keyboard.press('Escape');
  const map = await picture();
  await matter.sendFile({ name: 'Lageplan.png', mediaType: 'image/png', bytes: map });
  await page.getByRole('button', { name: 'Ansehen Lageplan.png' }).click();
  const image = page.getByRole('img', { name: 'Bild: Lageplan.png' });
  await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(60);
  await page.keyboard.press('Escape');

  // On its way from the homeserver the file is changed.
  await page.route('**/media/download/**', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: Buffer.concat([await response.body(), Buffer.from('!')]).subarray(1) });
  });
  await page.getByRole('button', { name: 'Herunterladen Lageplan.png' }).click();
  await page.getByRole('alert').getByText('Die Datei ist beschädigt oder verändert').waitFor();
  await page.unroute('**/media/download/**');
  expect(await saved('Herunterladen Lageplan.png')).toEqual(map);

  matter.reply({ de: '<b>Danke</b> & bis bald', en: 'Thanks' });
  await page.getByText('<b>Danke</b> & bis bald', { exact: true }).waitFor();

  const letter = await kielLetter();
  const text = { de: 'Die Bescheinigung liegt bei.', en: 'The certificate is enclosed.' };
  await matter.decide({ outcome: 'approved', text, files: [letter] });
  await page.getByText('Die Bescheinigung liegt bei.').waitFor();
  await page.getByRole('button', { name: 'Ansehen Bescheinigung.pdf' }).click();
  await page.locator('[data-drawn=true]').first().waitFor();
  await page.getByText('Hiermit bescheinigen wir').waitFor();
  await expectFine(page, 'file-pdf');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Als Text zeigen' }).click();
  await dialog.getByRole('button', { name: 'Als Seiten zeigen' }).waitFor();
  expect(await saved('Herunterladen', dialog)).toEqual(Buffer.from(letter.bytes));
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  matter.close();
  await page.getByText('Stand: Abgeschlossen').waitFor();
  await expectFine(page, 'case-decided');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectFine(page, 'case-decided-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await printed(page, 'case-decided');

  expect(strangers).toEqual([]);
  expect(await page.title()).toMatch(/^Meldebescheinigung/);
});

test(
  'what is due is seen, and a reply that is written without a network goes out when it is back',
  { timeout },
  async () => {
    const [connection] = town.kiel.connections();
    const title = { de: 'Ihre Hundesteuer', en: 'Your dog tax' };
    const text = { de: 'Bitte zahlen Sie 120 Euro.', en: 'Please pay 120 euros.' };
    const id = town.kiel.openCase(connection?.connectionId ?? '', { title, text, due: dayFromNow(-3) });
    await goTo('Postfach');
    await openCasePage('Ihre Hundesteuer');
    await page.getByText('Die Frist ist abgelaufen').waitFor();
    await page.getByText('Bitte zahlen Sie 120 Euro.').waitFor();
    await expectFine(page, 'case-letter');

    // What is begun is kept, sealed, on this device.
    const box = page.getByLabel('Ihre Nachricht an Landeshauptstadt Kiel');
    await box.fill('Schon am Montag');
    await expect.poll(() => keptEntries(page)).toContain(`unsent-text/${id}`);
    await page.reload();
    await page.getByText('Bitte zahlen Sie 120 Euro.').waitFor();
    expect(await box.inputValue()).toBe('Schon am Montag');
    await device.context.setOffline(true);
    await page.getByText('Keine Verbindung').first().waitFor();
    await box.fill('Schon am Montag\nbezahlt.');
    await page.getByRole('button', { name: 'Nachricht senden' }).click();
    const onItsWay = page.locator('[data-delivery=sending]');
    await onItsWay.getByText('Wird gesendet, sobald die Verbindung wieder da ist').waitFor();
    await expectFine(page, 'case-offline');
    await device.context.setOffline(false);
    await expect
      .poll(() => heard(town.kiel.case(id), 'reply').map(({ text: said }) => said))
      .toEqual(['Schon am Montag\nbezahlt.']);
    await onItsWay.waitFor({ state: 'detached' });
    await expect.poll(() => keptEntries(page)).not.toContain(`unsent-text/${id}`);

    // What the homeserver does not take can be tried again, or taken back to be written otherwise.
    const refused = /\/send\/m\.room\.encrypted/;
    await page.route(refused, (route) =>
      route.fulfill({ status: 403, headers: { 'access-control-allow-origin': '*' }, json: { errcode: 'M_FORBIDDEN' } }),
    );
    await box.fill('Noch eine Frage');
    await page.getByRole('button', { name: 'Nachricht senden' }).click();
    await page.getByRole('alert').getByText('Der Server hat das nicht angenommen').waitFor();
    await expectFine(page, 'case-stopped');
    await page.unroute(refused);
    await page.getByRole('button', { name: 'Nicht senden' }).click();
    await box.and(page.locator(':focus')).waitFor();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await box.inputValue()).toBe('Noch eine Frage');
    await box.fill('');

    await goTo('Postfach');
    const search = page.getByLabel('In Ihrer Post suchen');
    await search.fill('Siebenschläfer');
    await page.getByText('Nichts gefunden').waitFor();
    await search.fill('montag bezahlt');
    await page.getByText('1 Treffer').waitFor();
    await expectFine(page, 'cases-search');
    await page.getByRole('heading', { level: 2, name: 'Ihre Hundesteuer' }).getByRole('link').click();
    await page.locator('article:focus').getByText('Schon am Montag').waitFor();
    expect(page.url()).toBe(`${town.url}/cases/${id}`);
  },
);

test('an application is withdrawn, after a question', { timeout }, async () => {
  const { id } = await apply();
  await page.goto(`${town.url}/cases/${id}`);
  await page.getByRole('button', { name: 'Antrag zurückziehen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Antrag wirklich zurückziehen?' });
  await dialog.getByLabel('Grund (freiwillig)').fill('Ich brauche sie nicht mehr');
  await expectFine(page, 'case-withdraw');
  await dialog.getByRole('button', { name: 'Ja, zurückziehen' }).click();
  await page.getByText('Sie haben den Antrag zurückgezogen.').waitFor();
  await page.getByText('Grund: Ich brauche sie nicht mehr').waitFor();
  await expect.poll(() => town.kiel.case(id).status).toBe('withdrawn');
  await page.getByLabel('Sprache').selectOption('en');
  await page.getByText('You have withdrawn the application.').waitFor();
  await expectFine(page, 'case-withdrawn');
  await goTo('Mailbox');
  await page.getByRole('button', { name: 'All (3)' }).waitFor();
  await expectFine(page, 'cases');
  await page.goto(`${town.url}/cases/${crypto.randomUUID()}`);
  await page.getByText('There is no such case here').waitFor();
  await expectFine(page, 'case-missing');
});

test('among many cases one is found by the keyboard, and the way back leads to where it was', { timeout }, async () => {
  const [connection] = town.kiel.connections();
  for (let number = 1; number <= 50; number += 1) {
    town.kiel.openCase(connection?.connectionId ?? '', { title: `Reminder ${number}`, text: 'Please bring it back.' });
  }
  await town.kiel.idle();
  const keys = new Keyboard(page);
  const focused = page.locator('.case-link:focus');
  await goTo('Mailbox');
  await page.getByRole('button', { name: 'All (53)' }).waitFor();
  await page.getByRole('button', { name: 'Completed (2)' }).click();
  await expect.poll(() => page.locator('.case-item').count()).toBe(2);
  await keys.press('All (53)');
  await keys.press('Show 3 more');
  await focused.waitFor();
  await expect.poll(() => page.locator('.case-item').count()).toBe(53);
  const title = (await focused.textContent()) ?? '';
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.goBack();
  await focused.getByText(title, { exact: true }).waitFor();
  expect(await page.locator('.case-item').count()).toBe(53);

  await keys.write('Search your mail', 'reminder 37');
  await page.getByText('1 hit').waitFor();
  await keys.reach(page.getByRole('link', { name: 'Reminder 37' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Reminder 37' }).waitFor();
  await page.goBack();
  await page.getByText('1 hit').waitFor();
  await expectFine(page, 'cases-many');
  expect(page.url()).toBe(`${town.url}/cases`);
  expect(device.problems).toEqual([]);
});

test(
  'a file that came without a checksum, out of an ordinary client, is named and not opened',
  { timeout },
  async () => {
    const clientId = 'https://flensburg.example';
    await using office = await BareAgency.open({ ...town, clientId, service: poolPermit() });
    const { channel } = office;
    const { roomId } = await elsewhere.person.connect(clientId);
    await office.nextHeard('hello');
    const [id, caseId] = [crypto.randomUUID(), crypto.randomUUID()];
    const notice = writeContent({ kind: 'notice', id, caseId, title: 'Ihr Termin', text: 'Bis dann.' }, 'de');
    const root = await channel.send(roomId ?? '', notice, id);
    const file = await channel.upload(new TextEncoder().encode('%PDF-1.7'));
    const thread = { rel_type: 'm.thread', event_id: root };
    const content = { msgtype: 'm.file', body: 'Protokoll.pdf', file: { ...file }, 'm.relates_to': thread };
    await channel.send(roomId ?? '', { type: 'm.room.message', content }, crypto.randomUUID());
    await page.goto(`${town.url}/cases/${caseId}`);
    const entry = page.locator('[data-kind=file]');
    await entry.getByText('Protokoll.pdf').waitFor();
    expect(await entry.getByRole('button').count()).toBe(0);
    await expectFine(page, 'case-file-unproven');
    expect(device.problems).toEqual([]);
  },
);

/** Applies for a certificate on the other device; gives the case when the receipt is there. */
async function apply(): Promise<Case> {
  const example = path.join(import.meta.dirname, '../../../services/examples/registration-certificate.json');
  const answers = JSON.parse(await readFile(example, 'utf8')) as JsonObject;
  const draft = await elsewhere.person.draft({ id: 'registration-certificate', agency: { id: kielId } });
  draft.set({ ...answers, certificate: { kind: 'simple', copies: 1, language: 'de' }, purpose: 'pension' });
  const matter = await draft.submit();
  await nextEvent(matter, 'receipt');
  return matter;
}

async function goTo(place: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: place }).click();
}

/** Kiel's side of the one application that is open. */
async function desk(): Promise<CaseDesk> {
  const [matter] = town.kiel.cases().filter(({ service }) => service !== null);
  return town.kiel.case(matter?.id ?? '');
}

/** What Kiel has heard in a case, of one kind. */
function heard({ id }: CaseDesk, kind: string): JsonObject[] {
  const history = town.kiel.case(id).history();
  return history.filter((message) => message.direction === 'in' && message.kind === kind).map(({ body }) => body);
}

async function openCasePage(title: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 2, name: title }).getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** The file that a button saves. */
async function saved(button: string, within: Page | Locator = page): Promise<Buffer> {
  const downloading = page.waitForEvent('download');
  await within.getByRole('button', { name: button }).click();
  return readFile(await (await downloading).path());
}

async function picture(): Promise<Buffer> {
  return page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 40 } });
}
