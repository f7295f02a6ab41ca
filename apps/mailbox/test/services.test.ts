import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Case } from '@posthorn/citizen';
import type { JsonObject } from '@posthorn/protocol';
import { launchBrowser } from '@posthorn/stack/browser';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moveIn as moveInBeside, nextEvent, type Resident } from '../../../packages/citizen/test/town.ts';
import { dayFromNow, expectFine, moveIn, openDevice } from './story.ts';
import { kielId, openTown, type MailboxTown } from './town.ts';

let town: MailboxTown;
let browser: Browser;

beforeAll(async () => {
  town = await openTown();
  browser = await launchBrowser();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await town?.[Symbol.asyncDispose]();
});

test(
  'somebody new finds the dog registration in spite of slips of the pen, reads about it and begins an application',
  { timeout: 120_000 },
  async () => {
    await using device = await openDevice(browser, town);
    const { page } = device;
    await moveIn(page, town);
    await page.getByText('Hier beginnt es').waitFor();
    await expectFine(page, 'home-new');
    await page.getByRole('main').getByRole('link', { name: 'Leistung finden' }).click();
    const find = search(page, ['Was möchten Sie erledigen?', 'Wo?', 'Suchen']);
    await find('', '');
    await page.getByText('Geben Sie eine Postleitzahl').waitFor();
    expect(await page.evaluate('document.activeElement.labels[0].textContent')).toBe('Wo?');
    await expectFine(page, 'services-place-missing');

    await page.route(`${town.directoryUrl}/**`, (route) => route.abort());
    await find('Hnudesteuer', '24103');
    await page.getByRole('alert').getByText('Das Verzeichnis antwortet nicht').waitFor();
    await expectFine(page, 'services-directory-away');
    await page.unroute(`${town.directoryUrl}/**`);
    await page.getByRole('button', { name: 'Noch einmal versuchen' }).click();
    await page.getByRole('status').getByText('Eine Leistung gefunden in Kiel').waitFor();
    await expectFine(page, 'services-found');

    await find('Raumschiff', 'Kiel');
    await page.getByText('Dazu haben wir nichts gefunden').waitFor();
    await expectFine(page, 'services-nothing-found');
    await page.getByRole('button', { name: 'Alle Leistungen an diesem Ort zeigen' }).click();
    await page.getByRole('status').getByText('2 Leistungen gefunden in Kiel').waitFor();

    await find('Hund anmelden', 'Atlantis im Meer');
    await page.getByText('Diesen Ort kennen wir nicht').waitFor();
    await find('Hund anmelden', 'Neuenkirchen');
    await page
      .getByRole('status')
      .getByText(/Orte passen/)
      .waitFor();
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByText('Wählen Sie einen Ort aus.').waitFor();
    await expectFine(page, 'services-which-place');
    await page.getByRole('radio', { name: /29643 Neuenkirchen \(Heidekreis\)/ }).check();
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByRole('status').getByText('Keine Leistung gefunden in Neuenkirchen').waitFor();

    await find('Hund anmelden', '24103');
    await page.getByRole('link', { name: 'Hund anmelden' }).click();
    await page.getByRole('heading', { level: 1, name: 'Hund anmelden' }).waitFor();
    expect(decodeURIComponent(page.url())).toBe(`${town.url}/services/${kielId}/dog-registration`);
    await expectSections(page, {
      'Worum es geht': ['innerhalb von 14 Tagen'],
      'Was Sie brauchen': ['Versicherungsschein oder Bestätigung (PDF, JPEG oder PNG, bis 10 MB)', 'Foto des Hundes'],
      'Was es kostet': ['126,00', 'Die Beträge sind geschätzt', 'maßgeblich ist der Bescheid Ihrer Stadt'],
      'Wie es abläuft': ['Wir prüfen Ihre Angaben', '„Steuerbescheid und Hundemarke“ oder „Anmeldung abgelehnt“'],
      'Was mit Ihren Daten geschieht': ['Nur Sie und diese Behörde', 'Landeshauptstadt Kiel', '10 Jahre'],
      Rechtsgrundlagen: ['Hundesteuer'],
    });
    const law = page.getByRole('link', { name: /HundVerbrEinfG.*öffnet einen neuen Tab/ });
    expect(await law.getAttribute('rel')).toContain('noreferrer');
    expect(await law.getAttribute('target')).toBe('_blank');
    await expectFine(page, 'service');

    await page.getByRole('button', { name: 'Antrag beginnen' }).click();
    await page.waitForURL(/\/apply\/[0-9a-f-]{36}$/);
    await page.goBack();
    await page.getByText('Sie haben diesen Antrag schon begonnen').waitFor();
    await expectFine(page, 'service-begun');
    await page.goBack();
    await page.getByRole('status').getByText('Eine Leistung gefunden in Kiel').waitFor();
    expect(new URL(page.url()).search).toBe('');
    expect(device.problems).toEqual([]);
  },
);

test('on a phone and in English, and a draft is thrown away', { timeout: 120_000 }, async () => {
  await using device = await openDevice(browser, town, { size: 'phone', language: 'en' });
  const { page } = device;
  await moveIn(page, town);
  await page.getByRole('main').getByRole('link', { name: 'Find a service' }).click();
  const find = search(page, ['What do you want to get done?', 'Where?', 'Search']);
  await find('register my dog', '24103');
  await page
    .getByRole('status')
    .getByText(/services? found in Kiel/)
    .waitFor();
  await expectFine(page, 'services-found');
  await page.getByRole('link', { name: 'Register a dog' }).click();
  await expectSections(page, {
    'What you need': ['Policy or confirmation of cover (PDF, JPEG or PNG, up to 10 MB)'],
    'What it costs': ['€126.00'],
    'What happens with your data': ['City of Kiel', '10 years'],
  });
  await expectFine(page, 'service');
  await page.getByRole('button', { name: 'Begin application' }).click();
  await page.waitForURL(/\/apply\//);

  await page.goto(town.url);
  const drafts = page.getByRole('region', { name: 'Applications you have begun' });
  await drafts.getByRole('heading', { name: 'Register a dog' }).waitFor();
  await drafts.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete the draft?' });
  await expectFine(page, 'home-discard');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await drafts.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete draft' }).click();
  await drafts.getByText('The draft is deleted.').waitFor();
  expect(await drafts.getByRole('article').count()).toBe(0);

  await page.goto(`${town.url}/services/${encodeURIComponent(kielId)}/no-such-service`);
  await page.getByRole('alert').getByText('This service is no longer there').waitFor();
  await expectFine(page, 'service-unknown');
  expect(device.problems).toEqual([]);
});

test('what the city wants stands on the home page at once, what is overdue first', { timeout: 120_000 }, async () => {
  await using device = await openDevice(browser, town);
  const { page } = device;
  const { personId, recoverySecret } = await moveIn(page, town);
  await page.getByText('Hier beginnt es').waitFor();
  await using beside = await moveInBeside(town, { personId });
  await beside.person.recover(recoverySecret);
  const matter = await applied(beside);
  const damaged = await damagedDraft(beside, personId);

  const desk = town.kiel.case(matter.id);
  desk.ask('payment-method');
  desk.requestDocument({
    text: 'Kopie Ihres Ausweises',
    accept: ['application/pdf'],
    maxSize: 1_000_000,
    due: dayFromNow(2),
  });
  desk.reply('Bitte überweisen Sie die Gebühr.', dayFromNow(-1));
  await town.kiel.data.request(desk.connectionId, [
    { type: 'READ', area: 'residence', purpose: { de: 'Ihre Anschrift übernehmen', en: 'To take over your address' } },
  ]);

  const todos = page.getByRole('region', { name: 'Zu tun' });
  await todos.getByRole('article').nth(2).waitFor();
  expect(await headings(todos)).toEqual(['Frist beachten', 'Unterlage einreichen', 'Frage beantworten']);
  await todos.getByText(/Überfällig seit .* \(gestern\)/).waitFor();
  await todos.getByText(/\(übermorgen\)/).waitFor();
  await page.getByRole('region', { name: 'Neue Nachrichten' }).getByText('Meldebescheinigung bestellen').waitFor();
  await page
    .getByRole('region', { name: 'Angefangene Anträge' })
    .getByRole('heading', { name: 'Beschädigter Entwurf' })
    .waitFor();

  await page.route(`${town.directoryUrl}/**`, (route) => route.abort());
  await page.reload();
  await todos.getByText('Ob jemand nach Ihren Daten fragt, wissen wir gerade nicht').waitFor();
  await expectFine(page, 'home-operator-away');
  await page.unroute(`${town.directoryUrl}/**`);
  await todos.getByRole('button', { name: 'Noch einmal versuchen' }).click();
  await todos.getByRole('link', { name: 'Über eine Datenanfrage entscheiden' }).waitFor();
  await page.getByRole('status').getByText('4 Sachen warten auf Sie. In einem Vorgang gibt es Neues.').waitFor();
  await expectFine(page, 'home-busy');
  await todos.getByRole('link', { name: 'Frage beantworten' }).click();
  await page.waitForURL(`${town.url}/cases/${matter.id}`);

  await page.goto(`${town.url}/apply/${damaged}`);
  await page.getByRole('heading', { level: 1, name: 'Dieser Entwurf ist beschädigt' }).waitFor();
  await page.getByRole('link', { name: 'Neu beginnen: Leistung suchen' }).waitFor();
  await expectFine(page, 'apply-damaged');
  await page.getByRole('button', { name: 'Entwurf löschen …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Entwurf löschen?' });
  await dialog.getByRole('button', { name: 'Entwurf löschen' }).click();
  await page.waitForURL(`${town.url}/`);
  await page.getByRole('region', { name: 'Zu tun' }).waitFor();
  expect(await page.getByRole('heading', { name: 'Beschädigter Entwurf' }).count()).toBe(0);
  expect(device.problems).toEqual([]);
});

/** Fills in the search form and sends it by the keyboard. */
function search(page: Page, [what, where, button]: [string, string, string]) {
  return async (text: string, place: string): Promise<void> => {
    await page.getByRole('searchbox', { name: what }).fill(text);
    await page.getByRole('textbox', { name: where }).fill(place);
    await page.getByRole('button', { name: button }).press('Enter');
  };
}

/** Looks for texts under the headings of a service's page. */
async function expectSections(page: Page, texts: Record<string, string[]>): Promise<void> {
  for (const [heading, expected] of Object.entries(texts)) {
    const section = page.locator('section', { has: page.getByRole('heading', { level: 2, name: heading }) });
    for (const text of expected) await section.getByText(text).first().waitFor();
  }
}

async function headings(region: Locator): Promise<string[]> {
  return region.getByRole('heading', { level: 3 }).allTextContents();
}

/** Orders a certificate with another device of the same person. */
async function applied({ person }: Resident): Promise<Case> {
  const file = path.join(import.meta.dirname, '../../../services/examples/registration-certificate.json');
  const draft = await person.draft({ id: 'registration-certificate', agency: { id: kielId } });
  draft.set(JSON.parse(await readFile(file, 'utf8')) as JsonObject);
  const matter = await draft.submit();
  await nextEvent(matter, 'receipt');
  return matter;
}

/** A draft that somebody at the homeserver has spoilt before the person's device saw it. @returns its id */
async function damagedDraft({ person }: Resident, personId: string): Promise<string> {
  const id = crypto.randomUUID();
  const { accessToken } = await town.homeserver.signInAtEid(personId);
  const account = `/_matrix/client/v3/user/${encodeURIComponent(person.userId)}/account_data`;
  const body = { v: 1, jwe: 'not what was sealed' };
  await town.homeserver.request('PUT', `${account}/org.posthorn.draft.${id}`, {
    token: accessToken,
    body,
  });
  return id;
}
