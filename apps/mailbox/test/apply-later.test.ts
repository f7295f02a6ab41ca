import type { Agency } from '@posthorn/agency';
import { launchBrowser } from '@posthorn/stack/browser';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectFine, moveIn, openDevice, signIn } from './story.ts';
import { kielId, openTown, sampleService, type MailboxTown } from './town.ts';

const residence = {
  firstName: 'Frauke',
  lastName: 'Petersen',
  birthDate: '1987-04-12',
  // The form takes five digits: this does not fit, and is not offered.
  address: { street: 'Holtenauer Straße', houseNumber: '118a', postcode: 'K-24105', town: 'Kiel' },
};

test(
  'what an office knows already is offered; a draft is found again after a reload, without a network, and on a second device',
  { timeout: 300_000 },
  async () => {
    await using town = await openTown();
    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town);
    const { page, context } = device;
    const { personId, recoverySecret } = await moveIn(page, town);
    await keepResidence(page, town, town.kiel);
    await beginAt(page, town, kielId, 'registration-certificate');

    // Offered with its source; nothing is filled in before it is asked for.
    await page.getByRole('heading', { name: /^Aus Ihren Daten: Landeshauptstadt Kiel, \d+\. / }).waitFor();
    expect(await page.getByLabel('Vornamen').inputValue()).toBe('');
    await expectFine(page, 'apply-offer');
    await page.getByRole('button', { name: 'Übernehmen Familienname' }).click();
    expect(await page.getByLabel('Familienname').inputValue()).toBe('Petersen');
    expect(await page.getByLabel('Vornamen').inputValue()).toBe('');
    await page.getByRole('button', { name: 'Alle übernehmen' }).click();
    await page.getByText('5 Angaben übernommen.').waitFor({ state: 'attached' });
    expect(await page.getByLabel('Vornamen').inputValue()).toBe('Frauke');
    expect(await page.getByLabel('Postleitzahl').inputValue()).toBe('');
    await page
      .getByText(/^Aus Ihren Daten: Landeshauptstadt Kiel/)
      .first()
      .waitFor();
    await expectFine(page, 'apply-taken');
    // What the person types is theirs, even if it is the same.
    expect(await sourceOf(page, 'Vornamen')).toMatch(/^Aus Ihren Daten: Landeshauptstadt Kiel/);
    await page.getByLabel('Vornamen').fill('');
    await page.getByLabel('Vornamen').fill('Frauke');
    expect(await sourceOf(page, 'Vornamen')).toBe('');
    expect(await sourceOf(page, 'Familienname')).toMatch(/^Aus Ihren Daten/);

    // The network goes away in the middle; what is typed stays on the device, and goes on to the others later.
    await context.setOffline(true);
    await page.getByText('Keine Verbindung').first().waitFor();
    await page.getByLabel('Postleitzahl').fill('24105');
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bescheinigung' }).waitFor();
    await page.getByRole('radio', { name: 'Erweiterte Meldebescheinigung' }).check();
    await page.getByRole('checkbox', { name: 'Staatsangehörigkeiten' }).check();
    await page.getByLabel('Zahl der Ausfertigungen').fill('2');
    await page.getByText('Gebühr: 26,00 €').waitFor();
    await page.getByRole('button', { name: 'Zurück' }).click();
    await page.getByText('Entwurf auf diesem Gerät gespeichert').waitFor();
    await expectFine(page, 'apply-offline');
    await context.setOffline(false);
    await page.getByText('Sie finden ihn auch auf Ihren anderen Geräten.').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Person' }).waitFor();
    expect(await page.getByLabel('Postleitzahl').inputValue()).toBe('24105');
    const address = page.url().replace(/\/person$/, '');

    // A second device, in English: the same draft.
    await using second = await openDevice(browser, town, { language: 'en', size: 'phone' });
    await signIn(second.page, town, personId);
    await second.page.getByLabel('Code from the recovery sheet').fill(recoverySecret);
    await second.page.getByRole('button', { name: 'Open the mailbox' }).click();
    await second.page.getByRole('link', { name: 'My data' }).waitFor();
    await second.page.goto(`${address}/certificate`);
    await second.page.getByRole('radio', { name: 'Extended certificate' }).waitFor();
    expect(await second.page.getByRole('checkbox', { name: 'Nationalities' }).isChecked()).toBe(true);
    expect(await second.page.getByLabel('Number of copies').inputValue()).toBe('2');
    await expectFine(second.page, 'apply-english');
    await second.page.getByRole('radio', { name: 'Marriage' }).check();
    await second.page.getByRole('button', { name: 'Continue' }).click();
    await second.page.getByRole('checkbox', { name: /^I order the certificate/ }).check();
    await second.page.getByRole('button', { name: 'Continue' }).click();
    await second.page.getByText('Nationalities').waitFor();
    await expectFine(second.page, 'apply-summary');
    await second.page.getByRole('link', { name: 'Change Person' }).click();
    await second.page.getByRole('heading', { level: 1, name: 'Person' }).waitFor();
    await expectFine(second.page, 'apply-form');
    await second.page.goBack();
    await second.page.getByText('Nationalities').waitFor();

    // Sent without a network: it goes out by itself.
    await second.context.setOffline(true);
    await second.page.getByText('You are not connected at the moment.').waitFor();
    await second.page.getByRole('button', { name: 'Send now, bindingly' }).click();
    await second.page.getByRole('heading', { name: 'Your application is ready to go out' }).waitFor();
    await expectFine(second.page, 'apply-waiting');
    await second.context.setOffline(false);
    await expect.poll(() => town.kiel.cases({ service: 'registration-certificate' }).length).toBe(1);
    const [received] = town.kiel.cases({ service: 'registration-certificate' });
    expect(town.kiel.case(received?.id ?? '').application?.payload.answers).toMatchObject({
      person: { ...residence.address, firstName: 'Frauke', postcode: '24105' },
      certificate: { kind: 'extended', details: ['nationality'], copies: 2 },
    });

    // The old address leads to what has become of the draft; a wrong one says so.
    await page.goto(address);
    await page.getByRole('heading', { name: 'Dieser Antrag ist abgeschickt' }).waitFor();
    await expectFine(page, 'apply-sent');
    await page.goto(`${town.url}/apply/nothing`);
    await page.getByRole('heading', { name: 'Diesen Entwurf gibt es nicht' }).waitFor();
    await expectFine(page, 'apply-missing');

    // Several people on one form, each with questions of their own.
    const flensburg = 'https://flensburg.example';
    const names = { de: 'Stadt Flensburg', en: 'City of Flensburg' };
    const services = [await sampleService('kindergarten-place'), await sampleService('housing-benefit')];
    await town.open({ clientId: flensburg, names, services });
    await beginAt(page, town, flensburg, 'kindergarten-place');
    await page.goto(page.url().replace(/(\/apply\/[^/]+).*/, '$1/family'));
    const first = page.getByRole('group', { name: '1. Eintrag: Sorgeberechtigte' });
    await first.getByLabel('Vornamen').fill('Ada');
    await first.getByRole('checkbox', { name: 'Lebt mit dem Kind zusammen' }).uncheck();
    await first.getByLabel('Eigene Anschrift').waitFor();
    await page.getByRole('button', { name: 'Weiteren Eintrag hinzufügen: Sorgeberechtigte' }).click();
    const other = page.getByRole('group', { name: '2. Eintrag: Sorgeberechtigte' });
    await other.getByLabel('Arbeit oder Ausbildung').selectOption({ label: 'Angestellt oder verbeamtet' });
    await other.getByLabel('Stunden in der Woche').fill('38,5');
    await page.getByRole('button', { name: 'Weiter', exact: true }).click();
    await page.getByRole('link', { name: /^2\. Sorgeberechtigte: Vornamen/ }).click();
    expect(await other.getByLabel('Vornamen').evaluate((field) => field === document.activeElement)).toBe(true);
    await expectFine(page, 'apply-family');

    // Several files in one field: chosen together, dropped, and taken out again.
    await beginAt(page, town, flensburg, 'housing-benefit');
    await page.goto(page.url().replace(/(\/apply\/[^/]+).*/, '$1/home'));
    const contract = page.getByRole('group', { name: 'Mietvertrag mit allen Änderungen' });
    const pages = ['Seite 1.png', 'Seite 2.png'];
    const bytes = await page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 64 } });
    await contract
      .getByLabel('Dateien auswählen')
      .setInputFiles(pages.map((name) => ({ name, mimeType: 'image/png', buffer: bytes })));
    await contract.getByRole('img', { name: 'Vorschau: Seite 2.png' }).waitFor();
    await drop(contract.locator('.file-drop'), { name: 'Nachtrag.txt', type: 'text/plain', text: 'Nachtrag' });
    await contract.getByText('Nachtrag.txt: Diese Art von Datei ist hier nicht möglich.').waitFor();
    await drop(contract.locator('.file-drop'), { name: 'Nachtrag.pdf', type: 'application/pdf', text: '%PDF-1.7' });
    await contract.getByRole('button', { name: 'Entfernen Nachtrag.pdf' }).waitFor();
    await contract.getByRole('button', { name: 'Entfernen Seite 1.png' }).click();
    await expect.poll(() => contract.getByRole('listitem').count()).toBe(2);
    expect(await contract.getByLabel('Foto aufnehmen').getAttribute('capture')).toBe('environment');
    await expectFine(page, 'apply-several-files');
    // The page of the office was asked what it wants when the person connected with it; nobody else was.
    const office = `a request to ${new URL(town.kiel.url ?? '').origin}`;
    expect([...device.problems, ...second.problems].filter((problem) => problem !== office)).toEqual([]);
  },
);

/** The person lets an office keep data for them, and it does. */
async function keepResidence(page: Page, town: MailboxTown, office: Agency): Promise<void> {
  const description = { de: 'Ihre Meldedaten', en: 'Your registration data' };
  const login = await office.logins.begin({ permissions: [{ type: 'WRITE', area: 'residence', description }] });
  await page.goto(`${town.url}/connect#${login.url}`);
  await page.getByRole('button', { name: 'Alle erlauben' }).click();
  await page.getByRole('button', { name: /^Verbinden und/ }).click();
  await page.getByText('Sie können zur Seite der Behörde zurückgehen.').waitFor();
  const state = await office.logins.state(login.id);
  await office.data.write(state.state === 'signed-in' ? state.connectionId : '', {
    area: 'residence',
    content: residence,
  });
}

/** What stands under a field about where its answer was taken from. */
async function sourceOf(page: Page, label: string): Promise<string | null> {
  const id = await page.getByLabel(label).getAttribute('id');
  return page.locator(`#${id}-source`).textContent();
}

/** Lets a file fall onto an element. */
async function drop(target: Locator, file: { name: string; type: string; text: string }): Promise<void> {
  const dataTransfer = await target.page().evaluateHandle(({ name, type, text }) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name, { type }));
    return carried;
  }, file);
  await target.dispatchEvent('drop', { dataTransfer });
}

async function beginAt(page: Page, town: MailboxTown, agency: string, service: string): Promise<void> {
  await page.goto(`${town.url}/services/${encodeURIComponent(agency)}/${service}`);
  await page.getByRole('button', { name: 'Antrag beginnen' }).click();
  await page.waitForURL(/\/apply\//);
}
