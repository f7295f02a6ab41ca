import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Agency } from '@posthorn/agency';
import { launchBrowser } from '@posthorn/stack/browser';
import { generateSigningKey } from '@posthorn/protocol';
import { strFromU8, unzipSync } from 'fflate';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DataService } from '../../../packages/citizen/test/data-service.ts';
import { openDatabase } from '../../../packages/operator/src/database/open.ts';
import { serve, temporaryFolder, webdavServer } from '../../../packages/operator/test/pds-servers.ts';
import { expectAccessible, expectFine, moveIn, openDevice } from './story.ts';
import { kielId, openTown, type MailboxTown } from './town.ts';

type Wishes = NonNullable<Parameters<Agency['logins']['begin']>[0]>['permissions'];

const dogs: Wishes = [
  {
    type: 'WRITE',
    area: 'dog-licence',
    description: { de: 'Ihre Hundemarke', en: 'Your dog licence' },
    schema: {
      type: 'object',
      title: 'Hundemarke',
      properties: { name: { type: 'string', title: 'Rufname' }, tag: { type: 'integer', title: 'Nummer der Marke' } },
    },
  },
  { type: 'READ', area: 'dog-licence', purpose: { de: 'Ihre Hundemarke nachschlagen', en: 'Look up your licence' } },
];
/** More than a page shows. */
const letters: Wishes = Array.from({ length: 15 }, (_, index) => ({
  type: 'WRITE',
  area: `letter-${index + 1}`,
  description: { de: `Bescheid ${index + 1}`, en: `Letter ${index + 1}` },
}));
const dog = { name: 'Bello', tag: 4711, isChipped: true, keepers: [{ firstName: 'Ada' }, { firstName: 'Ole' }] };

test(
  'somebody sees what is kept about them and who looked, and changes the locks, takes everything along, moves and deletes',
  { timeout: 300_000 },
  async () => {
    await using town = await openTown();
    await using parts = new AsyncDisposableStack();
    const flensburg = await town.open({
      clientId: 'https://flensburg.example',
      names: { de: 'Stadt Flensburg', en: 'City of Flensburg' },
      services: [],
    });
    const husum = parts.use(await DataService.open(town.directoryUrl, 'husum'));
    const webdav = webdavServer('ada', 'app-password');
    let isFull = true;
    await using cloud = await serve((request, response) => {
      // What is put there to try the store out still fits.
      if (isFull && request.method === 'PUT' && !request.url?.includes('/0/')) response.writeHead(507).end();
      else webdav(request, response);
    });
    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town);
    const { page, context } = device;
    await moveIn(page, town);
    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page.getByText('Es ist nichts hinterlegt.').waitFor();
    await expectFine(page, 'data-empty');

    // Kiel keeps a dog licence and many letters; Flensburg may read the licence, and something else by law.
    const atKiel = await agreeTo(page, town, town.kiel, [...dogs, ...letters]);
    await town.kiel.data.write(atKiel, { area: 'dog-licence', content: dog });
    for (const { area } of letters) await town.kiel.data.write(atKiel, { area, content: { text: 'Guten Tag' } });
    const atFlensburg = await agreeTo(page, town, flensburg, [
      { type: 'READ', area: 'dog-licence', domain: kielId, purpose: { de: 'Hundesteuer', en: 'Dog tax' } },
      {
        type: 'READ',
        area: 'income',
        purpose: { de: 'Die Steuer ermäßigen', en: 'Reduce the tax' },
        lawfulBasis: 'LEGAL_OBLIGATION',
        ground: { de: '§ 93 Abgabenordnung', en: 'Section 93 Fiscal Code' },
      },
    ]);
    const asFlensburg = { domain: kielId, area: 'dog-licence' };
    expect(await flensburg.data.read(atFlensburg, asFlensburg)).toMatchObject([{ content: dog }]);

    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page
      .getByText('Sie und: Landeshauptstadt Kiel, Stadt Flensburg')
      .or(page.getByText('Sie und: Stadt Flensburg, Landeshauptstadt Kiel'))
      .waitFor();
    await expectFine(page, 'data');
    await page.getByRole('button', { name: '6 weitere Einträge zeigen' }).click();
    await focused(page.getByRole('link', { name: 'Bescheid 10', exact: true }));
    await page.getByRole('link', { name: 'Hundemarke' }).click();
    await page.getByText('Das hat Landeshauptstadt Kiel geschrieben').waitFor();
    await page.getByText('Sie gilt für Sie und für diese Stelle.').waitFor();
    const content = page.getByRole('region', { name: 'Inhalt' });
    expect((await content.innerText()).split('\n')).toEqual(
      expect.arrayContaining(['Rufname', 'Bello', 'Nummer der Marke', '4711', 'Is chipped', 'Ja', 'First name', 'Ole']),
    );
    expect(page.url()).toBe(`${town.url}/data/document`);
    await expectFine(page, 'data-document');

    // The consent is taken back; what rests on a law stays, and says why.
    await page.getByRole('link', { name: 'Zurück zu meinen Daten' }).click();
    await page.getByRole('link', { name: 'Stadt Flensburg' }).click();
    await page.getByText('Das schreibt ein Gesetz vor.').waitFor();
    await page.getByText('Eine Erlaubnis beruht nicht auf Ihrer Einwilligung.').waitFor();
    await page.getByText('„income“ (Stadt Flensburg)').waitFor();
    await expectFine(page, 'data-connection');
    const change = page.getByRole('button', { name: 'Schlösser wechseln: Hundesteuer' });
    await change.click();
    const asked = page.getByRole('dialog', { name: 'Schlösser wechseln?' });
    await asked.getByText('Es geht nichts verloren.').waitFor();
    await expectFine(page, 'data-withdraw');
    await page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });
    await focused(change);
    await change.click();
    await page.getByRole('button', { name: 'Ja, Schlösser wechseln' }).click();
    await focused(page.getByRole('group', { name: 'Die Schlösser sind gewechselt' }));
    await expect(flensburg.data.read(atFlensburg, asFlensburg)).rejects.toMatchObject({ code: 'consent-missing' });
    expect(await town.kiel.data.read(atKiel)).toMatchObject([{ content: dog }]);

    // Husum writes what it has not signed: that is said, and the connection is ended.
    husum.asksFor = [husum.toWrite('berth', { description: 'Ihr Liegeplatz' })];
    const { sid, url } = await husum.signInPage();
    await agreeAt(page, town, url);
    await expect.poll(() => husum.signedIn.get(sid)).toBeDefined();
    const atHusum = husum.signedIn.get(sid) ?? '';
    await husum.write(atHusum, 'berth', { jetty: 'B' }, { key: await generateSigningKey() });
    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page.getByRole('link', { name: 'Ihr Liegeplatz' }).click();
    await page.getByText('Wer das geschrieben hat, ist nicht bewiesen').waitFor();
    await expectFine(page, 'data-document-unproven');
    await page.getByRole('link', { name: 'Erlaubnisse ansehen' }).click();
    await page.getByRole('button', { name: 'Verbindung beenden …' }).click();
    await page.getByRole('button', { name: 'Ja, Verbindung beenden' }).click();
    await focused(page.getByRole('group', { name: 'Die Verbindung ist beendet' }));
    await page.getByRole('heading', { level: 1, name: 'Stadt husum' }).waitFor();
    await expectFine(page, 'data-disconnected');
    await expect(husum.write(atHusum, 'berth', { jetty: 'C' })).rejects.toThrow('connection-unknown');

    // Who looked: Flensburg once, and once in vain.
    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page.getByRole('link', { name: '„berth“' }).waitFor();
    await page.getByRole('link', { name: 'Wer hat nachgesehen?' }).click();
    await page.getByText(/^\d+ Einträge von \d+\. Dieses Gerät hat geprüft/).waitFor();
    const looks = page.getByRole('article');
    expect(await looks.count()).toBe(20);
    await page.getByRole('button', { name: /weitere/ }).click();
    await focused(looks.nth(20).getByRole('button'));
    await page.getByLabel('Wer', { exact: true }).selectOption({ label: 'Stadt Flensburg' });
    await page
      .getByLabel('Welche Daten', { exact: true })
      .selectOption({ label: 'Hundemarke (Landeshauptstadt Kiel)' });
    await page.getByText(/^2 Einträge von \d+\./).waitFor();
    expect(await looks.first().innerText()).toContain('Stadt Flensburg wollte lesen');
    expect(await looks.first().innerText()).toContain('Abgewiesen');
    expect(await looks.nth(1).innerText()).toContain('Hundesteuer');
    await expectFine(page, 'data-access');
    const evidence = JSON.parse(await saved(page, () => looks.nth(1).getByRole('button').click())) as object;
    expect(evidence).toMatchObject({ action: 'read', actor: 'https://flensburg.example', outcome: 'done' });

    // Everything in one file.
    await page.getByRole('link', { name: 'Zurück zu meinen Daten' }).click();
    await page.getByRole('link', { name: 'Alles mitnehmen' }).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Datei erstellen' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^posthorn-\d{4}-\d\d-\d\d\.zip$/);
    const archive = unzipSync(await readFile(await download.path()));
    const names = Object.keys(archive);
    expect(names).toEqual(
      expect.arrayContaining(['account.json', 'connections.json', 'access-log.json', 'cases.json']),
    );
    expect(names.filter((name) => name.startsWith('data/'))).toHaveLength(17);
    await page.getByText('Die Datei ist fertig').waitFor();
    await expectFine(page, 'data-export');
    await using files = await temporaryFolder();
    const index = path.join(files.folder, 'index.html');
    await writeFile(index, archive['index.html'] ?? new Uint8Array());
    const opened = await context.newPage();
    await opened.goto(pathToFileURL(index).href);
    await opened.getByText('Bello').waitFor();
    expect(strFromU8(archive['index.html'] ?? new Uint8Array())).not.toContain('<script');
    await expectAccessible(opened);
    await opened.close();

    // To a cloud of one's own: with a wrong password nothing happens, and when it is full everything stays where it was.
    await page.getByRole('link', { name: 'Zurück zu meinen Daten' }).click();
    await page.getByRole('link', { name: 'Wo Ihre Daten liegen' }).click();
    const offered = page.getByLabel('Neuer Speicher');
    await offered.waitFor();
    expect(await offered.getByRole('option').allInnerTexts()).toEqual([
      'Bitte wählen',
      'WebDAV (Nextcloud und andere)',
      'S3-Speicher',
      'Dropbox',
      'Google Drive',
      'Microsoft OneDrive',
      'Azure Blob Storage',
      'Google Cloud Storage',
    ]);
    await offered.selectOption({ label: 'Dropbox' });
    await page.getByLabel('Dauerhaftes Token (Refresh Token)').waitFor();
    await page.getByText('die nur ihren eigenen Ordner sieht').waitFor();
    await offered.selectOption({ label: 'WebDAV (Nextcloud und andere)' });
    await page.getByLabel('Adresse (https://…)').fill('meine Cloud');
    await page.getByRole('button', { name: 'Prüfen und umziehen' }).click();
    await page.getByText('Das ist keine Adresse.').waitFor();
    await expectFine(page, 'data-store-form');
    await page.getByLabel('Adresse (https://…)').fill(cloud.url);
    await page.getByLabel('Benutzername').fill('ada');
    await page.getByLabel('Passwort').fill('wrong');
    await page.getByRole('button', { name: 'Prüfen und umziehen' }).click();
    await page.getByText('Der Speicher lässt Posthorn nicht hinein').waitFor();
    await page.getByLabel('Passwort').fill('app-password');
    await page.getByRole('button', { name: 'Prüfen und umziehen' }).click();
    await page.getByText('Der Speicher ist voll').waitFor();
    await expectFine(page, 'data-store-full');
    await page.getByRole('link', { name: 'Zurück zu meinen Daten' }).click();
    await page.getByText('Der Umzug Ihrer Daten ist stehen geblieben').waitFor();
    await page.getByRole('link', { name: 'Hundemarke' }).click();
    await content.getByText('Bello').waitFor();
    isFull = false;
    await page.getByRole('link', { name: 'Zurück zu meinen Daten' }).click();
    await page.getByRole('link', { name: 'Ansehen', exact: true }).click();
    await page.getByText('Zurzeit: Speicher des Datenbetreibers').waitFor();
    await offered.selectOption({ label: 'WebDAV (Nextcloud und andere)' });
    await page.getByLabel('Adresse (https://…)').fill(cloud.url);
    await page.getByLabel('Benutzername').fill('ada');
    await page.getByLabel('Passwort').fill('app-password');
    await page.getByRole('button', { name: 'Prüfen und umziehen' }).click();
    await page.getByText('Sie liegen jetzt hier: WebDAV').waitFor();
    await expectFine(page, 'data-store');

    // Without a connection the page says so, and goes on when it is back; in English from here.
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en');
    await page.getByRole('link', { name: 'Back to my data' }).waitFor();
    await context.setOffline(true);
    await page.getByRole('link', { name: 'Back to my data' }).click();
    await page.getByText('The directory does not answer').waitFor();
    await expectFine(page, 'data-offline');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You and: Landeshauptstadt Kiel').waitFor();
    await expectFine(page, 'data');

    // Deleted for good: only after the word was typed.
    await page.getByRole('link', { name: 'Hundemarke' }).click();
    await page.getByText('Bello').waitFor();
    await page.getByRole('button', { name: 'Delete this data …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('will be deleted completely and irreversibly').waitFor();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await dialog.getByText('or keep the data').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Type the word “delete” to confirm').fill('delete');
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await focused(page.getByRole('group', { name: 'The data has been deleted' }));
    expect(await town.kiel.data.read(atKiel)).toMatchObject([{ area: 'dog-licence', content: null }]);

    // Somebody at the operator wipes out a trace.
    const { database, close } = await openDatabase(town.directory.database);
    const entry = database.updateTable('access_log').where('seq', '=', 2);
    await entry.set({ actor: 'https://nobody.example' }).execute();
    await close();
    await page.getByRole('link', { name: 'Back to my data' }).click();
    await page.getByRole('link', { name: 'Who looked?' }).click();
    await page.getByText('Entry number 2 is missing').waitFor();
    await page.getByText('Report it to the data protection authority').waitFor();
    await expectFine(page, 'data-access-broken');
    expect(device.problems.filter((problem) => !problem.startsWith('a request to'))).toEqual([]);
  },
);

/** Signs in at an agency's page by a link to the app, and allows all that it asks for. @returns the connection id */
async function agreeTo(page: Page, town: MailboxTown, agency: Agency, permissions: Wishes): Promise<string> {
  const login = await agency.logins.begin(permissions ? { permissions } : {});
  await agreeAt(page, town, login.url);
  const state = await agency.logins.state(login.id);
  return state.state === 'signed-in' ? state.connectionId : '';
}

async function agreeAt(page: Page, town: MailboxTown, link: string): Promise<void> {
  await page.goto(`${town.url}/connect#${link}`);
  await page.getByRole('button', { name: 'Alle erlauben' }).click();
  await page.getByRole('button', { name: /^Verbinden und/ }).click();
  await page.getByText('Sie können zur Seite der Behörde zurückgehen.').waitFor();
}

/** Waits until something has the focus. */
async function focused(target: Locator): Promise<void> {
  await target.and(target.page().locator(':focus')).waitFor();
}

/** What the page saves as a file. */
async function saved(page: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return readFile(await download.path(), 'utf8');
}
