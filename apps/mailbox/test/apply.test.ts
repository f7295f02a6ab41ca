import { launchBrowser } from '@posthorn/stack/browser';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { Keyboard } from './keyboard.ts';
import { expectFine, moveIn, openDevice } from './story.ts';
import { kielId, openTown } from './town.ts';

test(
  'somebody registers a dog on a phone, by the keyboard alone, from the first page to the receipt',
  { timeout: 300_000 },
  async () => {
    await using town = await openTown();
    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town, { size: 'phone' });
    const { page } = device;
    const keys = new Keyboard(page);
    const isAt = (title: string): Promise<void> => page.getByRole('heading', { level: 1, name: title }).waitFor();
    await moveIn(page, town);
    await page.goto(`${town.url}/services/${encodeURIComponent(kielId)}/dog-registration`);
    await keys.press('Antrag beginnen');

    // Wrong in every field that can be wrong, and nothing in the others.
    await isAt('Halterin oder Halter');
    await page.getByText('Schritt 1 von 8').waitFor();
    await expectFine(page, 'apply-form');
    await onPhone(page);
    await keys.writeDay('Geburtsdatum', ['31', '2', '1987']);
    await keys.write('Postleitzahl', '241');
    await keys.write('Ort', 'Kiel');
    await page.getByText('Die Postleitzahl hat fünf Ziffern.').waitFor();
    await keys.write('E-Mail-Adresse', 'frauke');
    await keys.write('Telefonnummer', 'keins');
    await keys.press('Weiter');
    const problems = page.getByRole('group', { name: /Angaben fehlen oder stimmen nicht/ });
    await page.getByRole('heading', { name: '9 Angaben fehlen oder stimmen nicht' }).waitFor();
    await problems.and(page.locator(':focus')).waitFor();
    await expectFine(page, 'apply-problems');
    await onPhone(page);
    await keys.reach(problems.getByRole('link', { name: /^Postleitzahl/ }));
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Postleitzahl').evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('24105');
    await page.getByText('Die Postleitzahl hat fünf Ziffern.').first().waitFor({ state: 'detached' });

    await keys.write('E-Mail-Adresse', 'frauke.petersen@example.org');
    await keys.write('Telefonnummer', '');
    await keys.choose('Anrede', 'Frau');
    await keys.write('Vornamen', 'Frauke');
    await keys.write('Familienname', 'Petersen');
    await keys.writeDay('Geburtsdatum', ['12', '4', '1987']);
    await keys.write('Straße', 'Holtenauer Straße');
    await keys.write('Hausnummer', '118a');
    await problems.waitFor({ state: 'detached' });
    await keys.press('Weiter');

    // Questions come and go with the answers, and it is said.
    await isAt('Anlass');
    expect(await page.getByLabel('Bisheriger Wohnort').count()).toBe(0);
    await keys.choose('Warum melden Sie den Hund an?', 'Ich bin mit dem Hund zugezogen.');
    await page.getByText('Zu Ihrer Antwort gibt es weitere Fragen').waitFor();
    await page.getByLabel('Bisheriger Wohnort').waitFor();
    await expectFine(page, 'apply-condition');
    await onPhone(page);
    await keys.choose('Warum melden Sie den Hund an?', 'Der Hund ist bei mir geboren');
    await page.getByText('Einige Fragen entfallen.').waitFor();
    await keys.press('Weiter');

    await isAt('Hund');
    await keys.write('Rufname', 'Bosse');
    await keys.choose('Geschlecht', 'Rüde');
    await keys.writeDay('Wurfdatum', ['20', '2', '2025']);
    await keys.choose('Rasse oder Mischling', 'Unbekannt');
    await keys.choose('Pitbull-Terrier', 'Nein');
    await keys.choose('Ist der Hund ausgewachsen', 'Ja');
    await keys.write('Farbe und Zeichnung', 'schwarz');
    await keys.write('Chipnummer', '276098106422317');
    await keys.press('Weiter');

    // A list: entries come and go, the focus goes along.
    await isAt('Haltung');
    await keys.writeDay('Der Hund lebt bei mir seit', ['20', '2', '2025']);
    await keys.press('Hinzufügen: Weitere Hunde im Haushalt');
    await page.getByRole('heading', { name: '1. Eintrag' }).and(page.locator(':focus')).waitFor();
    await keys.write('Rufname', 'Senta');
    await keys.write('Angemeldet auf', 'Ole Petersen');
    await keys.press('Weiteren Eintrag hinzufügen: Weitere Hunde im Haushalt');
    await page.getByRole('heading', { name: '2. Eintrag' }).and(page.locator(':focus')).waitFor();
    await expectFine(page, 'apply-list');
    await onPhone(page);
    await keys.press('Entfernen 1. Eintrag: Weitere Hunde im Haushalt');
    await page.getByText('1. Eintrag entfernt.').waitFor();
    expect(await page.getByLabel('Rufname').inputValue()).toBe('');
    await keys.write('Rufname', 'Ayla');
    await keys.write('Angemeldet auf', 'Ole Petersen');
    await keys.press('Weiter');

    // Files: what is wrong with one is said, the right one is shown.
    await isAt('Sicherheit');
    await keys.choose('Hat der Hund einen Menschen', 'Nein');
    await keys.choose('Hat eine Behörde den Hund', 'Nein');
    await page.getByText('Voraussichtliche Kosten: 168,00 €').waitFor();
    await keys.choose('Ihre Sachkunde', 'Noch kein Nachweis');
    await keys.write('Versicherungsunternehmen', 'Ostsee Versicherung AG');
    await keys.write('Nummer des Versicherungsscheins', 'THV-2023-778120');
    await keys.writeDay('Versichert seit', ['20', '2', '2025']);
    await keys.tick('Die Versicherung deckt mindestens');
    const proof = page.getByLabel('Datei auswählen');
    await keys.reach(proof);
    await proof.setInputFiles({ name: 'Police.txt', mimeType: 'text/plain', buffer: Buffer.from('Police') });
    await page.getByText('Diese Art von Datei ist hier nicht möglich.').waitFor();
    await proof.setInputFiles({ name: 'Police.png', mimeType: 'image/png', buffer: await picture(page) });
    await page.getByRole('img', { name: 'Vorschau: Police.png' }).waitFor();
    await expectFine(page, 'apply-files');
    await onPhone(page);
    await keys.press('Entfernen Police.png');
    await page.getByText('Police.png ist entfernt.').waitFor({ state: 'attached' });
    await proof.and(page.locator(':focus')).waitFor();
    await proof.setInputFiles({
      name: 'Police.pdf',
      mimeType: 'application/pdf',
      buffer: Buffer.from('%PDF-1.7\n%%EOF\n'),
    });
    await keys.press('Weiter');

    await isAt('Steuer und Zahlung');
    await keys.choose('Ermäßigung oder Befreiung', 'Keine');
    await keys.choose('Zahlungsart', 'Überweisung');
    await keys.press('Weiter');
    await isAt('Bestätigung');
    await keys.tick('Meine Angaben sind richtig und vollständig.');
    await keys.press('Weiter');

    await isAt('Prüfen und absenden');
    await page.getByText('Police.pdf').waitFor();
    await page.getByText('Ayla').waitFor();
    await page.getByText('12. April 1987').waitFor();
    await expectFine(page, 'apply-summary');
    await onPhone(page);
    await keys.press('Jetzt verbindlich absenden');
    await page.waitForURL(/\/cases\/[0-9a-f-]{36}$/);
    await page.getByText('Ihr Antrag ist eingegangen.').first().waitFor();

    const [summary] = town.kiel.cases({ service: 'dog-registration' });
    const received = town.kiel.case(summary?.id ?? '').application?.payload.answers;
    expect(received).toMatchObject({
      keeper: { birthDate: '1987-04-12', postcode: '24105', email: 'frauke.petersen@example.org' },
      reason: 'born',
      dog: { chip: '276098106422317', isListed: false, breedKind: 'unknown' },
      keeping: { otherDogs: [{ name: 'Ayla', keeper: 'Ole Petersen' }] },
      relief: 'none',
    });
    expect(device.problems).toEqual([]);
  },
);

/** Pictures were taken narrow and wide; the person goes on with a phone. */
function onPhone(page: Page): Promise<void> {
  return page.setViewportSize({ width: 320, height: 640 });
}

/** A picture as a camera would give it. */
async function picture(page: Page): Promise<Buffer> {
  return page.screenshot({ clip: { x: 0, y: 0, width: 64, height: 64 } });
}
