import type { Agency } from '@posthorn/agency';
import type { Person } from '@posthorn/citizen';
import { launchBrowser } from '@posthorn/stack/browser';
import { expect, test } from 'vitest';
import { moveIn as moveInElsewhere } from '../../../packages/citizen/test/town.ts';
import { expectFine, openDevice, signIn } from './story.ts';
import { kielId, openTown } from './town.ts';

const patient = { timeout: 30_000 };
const settings = ['Language', 'Notifications', 'Devices', 'Recovery', 'Sign out', 'Delete account'];

test(
  'somebody reads every part in the dark, with forced colours, and in plain language, which is remembered',
  { timeout: 300_000 },
  async () => {
    await using town = await openTown();
    await using elsewhere = await moveInElsewhere(town, { language: 'en' });
    const connectionId = await agreeWith(town.kiel, elsewhere.person);
    await town.kiel.data.write(connectionId, { area: 'dog-licence', content: { name: 'Bello', tag: 4711 } });
    await elsewhere.person.connect(kielId);
    await expect.poll(() => town.kiel.connections().map((one) => one.connectionId), patient).toContain(connectionId);
    const reduce = { de: 'Die Steuer ermäßigen', en: 'Reduce the tax' };
    const look = { de: 'Nachsehen', en: 'Look it up' };
    await town.kiel.data.request(connectionId, [
      { type: 'READ', area: 'income', purpose: reduce },
      { type: 'READ', area: 'pets', purpose: look },
    ]);
    const title = { de: 'Ihre Hundesteuer', en: 'Your dog tax' };
    const text = { de: 'Bitte zahlen Sie 120 Euro.', en: 'Please pay 120 euros.' };
    town.kiel.openCase(connectionId, { title, text, due: '2030-01-31' });

    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town, { language: 'en', look: 'dark' });
    const { page } = device;
    await page.getByRole('button', { name: 'Sign in with your eID' }).waitFor();
    await expectFine(page, 'dark-welcome');
    await signIn(page, town, elsewhere.personId);
    await page.getByLabel('Code from the recovery sheet').waitFor();
    await expectFine(page, 'dark-recover');
    await page.getByLabel('Code from the recovery sheet').fill(elsewhere.recoverySecret ?? '');
    await page.getByRole('button', { name: 'Open the mailbox' }).click();
    const places = page.getByRole('navigation', { name: 'Parts' });
    await page.getByRole('main').getByText('Your dog tax').first().waitFor();
    await expectFine(page, 'dark-home');
    await places.getByRole('link', { name: 'Mailbox' }).click();
    await page.getByRole('heading', { level: 2, name: 'Your dog tax' }).waitFor();
    await expectFine(page, 'dark-cases');
    await page.getByRole('heading', { level: 2, name: 'Your dog tax' }).getByRole('link').click();
    await page.getByText('Please pay 120 euros.').waitFor();
    await expectFine(page, 'dark-case');
    await places.getByRole('link', { name: 'My data' }).click();
    await page.getByRole('link', { name: 'City of Kiel' }).waitFor();
    await expectFine(page, 'dark-data');
    await page.getByRole('link', { name: 'Dog licence' }).click();
    await page.getByText('Bello').waitFor();
    await expectFine(page, 'dark-data-document');
    await page.getByRole('link', { name: 'Look at the permissions' }).click();
    await page.getByRole('button', { name: 'Change the locks: Look up your licence' }).click();
    await page.getByRole('dialog').waitFor();
    await expectFine(page, 'dark-data-withdraw');
    await page.keyboard.press('Escape');

    // The system's own few colours: what is on and what is off can still be told.
    await page.emulateMedia({ forcedColors: 'active' });
    await page.goto(`${town.url}/connect/requests`);
    await page.getByRole('switch', { name: 'Reduce the tax' }).press('Space');
    await page.getByText('1 of 2 allowed').waitFor();
    await expectFine(page, 'forced-colors-requests');
    await places.getByRole('link', { name: 'Mailbox' }).click();
    await page.getByRole('heading', { level: 2, name: 'Your dog tax' }).waitFor();
    await expectFine(page, 'forced-colors-cases');
    await page.goto(`${town.url}/services/${encodeURIComponent(kielId)}/dog-registration`);
    await page.getByRole('button', { name: 'Begin application' }).click();
    await page.getByText('Step 1 of 8').waitFor();
    await page.getByRole('radio', { name: 'Ms' }).check();
    await expectFine(page, 'forced-colors-apply');
    await page.emulateMedia({ forcedColors: 'none' });
    await expectFine(page, 'dark-apply');

    await places.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await expectFine(page, 'dark-settings');
    for (const name of settings) {
      await page.getByRole('main').getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await expectFine(page, `dark-settings-${name.toLowerCase().replaceAll(' ', '-')}`);
      await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
      await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    }

    await page.getByRole('main').getByRole('link', { name: 'Language' }).click();
    await page.getByRole('radio', { name: 'English, plain' }).check();
    await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
    await page.getByText('We tell you when you have mail.').waitFor();
    await page.reload();
    await page.getByText('We tell you when you have mail.').waitFor();
    expect(await page.getByRole('combobox', { name: 'Language' }).inputValue()).toBe('en-plain');
    await expectFine(page, 'plain-settings');
    await places.getByRole('link', { name: 'My data' }).click();
    await page.getByText('Who has read it?').waitFor();
    expect(device.problems).toEqual([]);
  },
);

/** Somebody lets an agency keep and read something. @returns the connection id */
async function agreeWith(agency: Agency, person: Person): Promise<string> {
  const login = await agency.logins.begin({
    permissions: [
      {
        type: 'WRITE',
        area: 'dog-licence',
        description: { de: 'Ihre Hundemarke', en: 'Your dog licence' },
        schema: { type: 'object', 'x-title': { de: 'Hundemarke', en: 'Dog licence' } },
      },
      { type: 'READ', area: 'dog-licence', purpose: { de: 'Ihre Marke nachschlagen', en: 'Look up your licence' } },
    ],
  });
  const request = await person.data.readLoginRequest(login.url);
  await request.agree({ approve: request.permissions.map(({ id }) => id) });
  const state = await agency.logins.state(login.id);
  return state.state === 'signed-in' ? state.connectionId : '';
}
