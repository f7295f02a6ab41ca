import { readFile } from 'node:fs/promises';
import type { Agency } from '@posthorn/agency';
import { launchBrowser } from '@posthorn/stack/browser';
import { strFromU8, unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { serve, webdavServer } from '../../../packages/operator/test/pds-servers.ts';
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
const dog = { name: 'Bello', tag: 4711, isChipped: true, keepers: [{ firstName: 'Ada' }, { firstName: 'Ole' }] };

test(
  'somebody sees what is kept about them and who looked, and changes the locks, takes everything along, moves and deletes',
  { timeout: 240_000 },
  async () => {
    await using town = await openTown();
    const flensburg = await town.open({
      clientId: 'https://flensburg.example',
      names: { de: 'Stadt Flensburg', en: 'City of Flensburg' },
      services: [],
    });
    await using cloud = await serve(webdavServer('ada', 'app-password'));
    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town);
    const { page, context } = device;
    await moveIn(page, town);
    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page.getByText('Es ist nichts hinterlegt.').waitFor();
    await expectFine(page, 'data-empty');

    // Kiel keeps a dog licence; Flensburg may read it, and something else by law.
    const atKiel = await agreeTo(page, town, town.kiel, dogs);
    await town.kiel.data.write(atKiel, { area: 'dog-licence', content: dog });
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
    await expectFine(page, 'data-connection');
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectFine(page, 'data-connection-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Schlösser wechseln: Hundesteuer' }).click();
    await page.getByRole('dialog').getByText('Es geht nichts verloren.').waitFor();
    await expectFine(page, 'data-withdraw');
    await page.getByRole('button', { name: 'Ja, Schlösser wechseln' }).click();
    await page.getByText('Die Schlösser sind gewechselt').waitFor();
    await expect(flensburg.data.read(atFlensburg, asFlensburg)).rejects.toMatchObject({ code: 'consent-missing' });
    expect(await town.kiel.data.read(atKiel)).toMatchObject([{ content: dog }]);

    // Who looked: Flensburg once, and once in vain.
    await page.getByRole('link', { name: 'Meine Daten' }).click();
    await page.getByRole('link', { name: 'Wer hat nachgesehen?' }).click();
    await page.getByText(/^\d+ Einträge von \d+\. Dieses Gerät hat geprüft/).waitFor();
    await page.getByLabel('Wer', { exact: true }).selectOption({ label: 'Stadt Flensburg' });
    await page.getByLabel('Welche Daten', { exact: true }).selectOption({ label: 'Dog licence' });
    await page.getByText(/^2 Einträge von \d+\./).waitFor();
    const looks = page.getByRole('article');
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
    expect(strFromU8(archive['index.html'] ?? new Uint8Array())).toContain('Bello');
    await page.getByText('Die Datei ist fertig').waitFor();
    await expectFine(page, 'data-export');

    // To a cloud of one's own: with a wrong password nothing happens, with the right one everything is there.
    await page.getByRole('link', { name: 'Zurück zu meinen Daten' }).click();
    await page.getByRole('link', { name: 'Wo Ihre Daten liegen' }).click();
    await page.getByLabel('Neuer Speicher').selectOption({ label: 'WebDAV (Nextcloud und andere)' });
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
    await page.getByText('The data has been deleted').waitFor();
    expect(await town.kiel.data.read(atKiel)).toMatchObject([{ area: 'dog-licence', content: null }]);
    expect(device.problems.filter((problem) => !problem.startsWith('a request to'))).toEqual([]);
  },
);

/** Signs in at an agency's page by a link to the app, and allows all that it asks for. @returns the connection id */
async function agreeTo(page: Page, town: MailboxTown, agency: Agency, permissions: Wishes): Promise<string> {
  const login = await agency.logins.begin(permissions ? { permissions } : {});
  await page.goto(`${town.url}/connect#${login.url}`);
  await page.getByRole('button', { name: 'Alle erlauben' }).click();
  await page.getByRole('button', { name: /^Verbinden und/ }).click();
  await page.getByText('Sie können zur Seite der Behörde zurückgehen.').waitFor();
  const state = await agency.logins.state(login.id);
  return state.state === 'signed-in' ? state.connectionId : '';
}

/** What the page saves as a file. */
async function saved(page: Page, act: () => Promise<void>): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()]);
  return readFile(await download.path(), 'utf8');
}
