import { launchBrowser } from '@posthorn/stack/browser';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectFine, openDevice, signIn } from './story.ts';
import { openTown } from './town.ts';
import { leftOn } from './traces.ts';

test(
  'with a passkey a wiped device opens the mailbox again; with the sheet alone another browser does',
  { timeout: 240_000 },
  async () => {
    await using town = await openTown();
    await using browser = await launchBrowser();
    await using phone = await openDevice(browser, town);
    const { page } = phone;
    await plugInAuthenticator(page);
    const personId = await signIn(page, town);
    await page.getByRole('heading', { level: 1, name: 'So kommen Sie immer wieder' }).waitFor();
    await expectFine(page, 'keep-recovery');
    await page.getByRole('button', { name: 'Passkey einrichten' }).click();
    await page.getByRole('heading', { level: 1, name: 'So kommen Sie immer wieder' }).waitFor({ state: 'detached' });

    await page.goto(`${town.url}/settings/recovery`);
    await page.getByText('Angelegt am').waitFor();
    await expectFine(page, 'settings-recovery');
    await page.getByRole('button', { name: 'Blatt anzeigen' }).click();
    const code = (await page.locator('[data-test=recovery-secret]').textContent()) ?? '';
    await expectFine(page, 'settings-recovery-sheet');

    // Signing out leaves nothing that could be read; the same authenticator is what a synced passkey is.
    await page.goto(`${town.url}/settings/sign-out`);
    await page.getByRole('button', { name: 'Von diesem Gerät abmelden' }).click();
    await page.getByRole('button', { name: 'Mit dem Online-Ausweis anmelden' }).waitFor();
    expect(await leftOn(page)).toEqual({ databases: [], entries: [], caches: [] });

    await signIn(page, town, personId);
    await page.getByRole('button', { name: 'Mit Passkey öffnen' }).waitFor();
    await expectFine(page, 'recover');
    // The sheet is offered, and another try. Only the browser's own window has a button to cancel, so it is as if somebody pressed it.
    await page.evaluate(`navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))`);
    await page.getByRole('button', { name: 'Mit Passkey öffnen' }).click();
    await page.getByText('oder nehmen Sie das Wiederherstellungsblatt').waitFor();
    await expectFine(page, 'recover-passkey-cancelled');
    await page.getByText('Mit dem Wiederherstellungsblatt öffnen').click();
    await page.getByLabel('Code vom Wiederherstellungsblatt').fill(code.slice(0, 4));
    await page.getByText('Noch 44 Zeichen').waitFor();
    await page.evaluate('delete navigator.credentials.get');
    await page.getByRole('button', { name: 'Mit Passkey öffnen' }).click();
    await page.getByRole('navigation', { name: 'Bereiche' }).waitFor();

    await using laptop = await openDevice(browser, town, { language: 'en' });
    await signIn(laptop.page, town, personId);
    const field = laptop.page.getByLabel('Code from the recovery sheet');
    if (!(await field.isVisible())) await laptop.page.getByText('Open with the recovery sheet').click();
    await field.fill(`${code.slice(0, -1)}${code.endsWith('a') ? 'b' : 'a'}`);
    await laptop.page.getByRole('button', { name: 'Open the mailbox' }).click();
    await expectFine(laptop.page, 'recover-wrong-code');
    await field.fill(code);
    await laptop.page.getByRole('button', { name: 'Open the mailbox' }).click();
    await laptop.page.getByRole('navigation', { name: 'Parts' }).waitFor();
    await laptop.page.goto(`${town.url}/settings/devices`);
    await laptop.page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
    await laptop.page.getByText('This device', { exact: true }).waitFor();
    await expectFine(laptop.page, 'settings-devices');
    expect([...phone.problems, ...laptop.problems]).toEqual([]);
  },
);

/** An authenticator that says yes by itself, with the secret of WebAuthn's PRF extension. */
async function plugInAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
