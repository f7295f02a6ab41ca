import { freePort } from '@posthorn/stack';
import { launchBrowser } from '@posthorn/stack/browser';
import { expect, test } from 'vitest';
import { moveIn as moveInElsewhere } from '../../../packages/citizen/test/town.ts';
import { openPostOffice } from '../../../packages/push/test/post-office.ts';
import { startTestGateway } from '../../../packages/push/test/story.ts';
import { expectFine, moveIn, openDevice } from './story.ts';
import { kielId, openTown } from './town.ts';

const patient = { timeout: 30_000 };
const address = 'frauke.quittenmond@post.example';

test(
  'a person has e-mails without content sent, hears in the open app who wrote, and switches them off',
  { timeout: 180_000 },
  async () => {
    await using office = await openPostOffice();
    const port = await freePort();
    await using gateway = await startTestGateway({
      mailboxUrl: new URL(`http://localhost:${port}/`),
      mail: { kind: 'smtp', url: office.url, requireTls: false },
    });
    await using town = await openTown(undefined, { port, push: gateway.url });
    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town);
    const { page, context } = device;
    await context.grantPermissions(['notifications'], { origin: town.url });
    const ada = await moveIn(page, town);
    await page.goto(`${town.url}/settings/notifications`);
    await page.getByText('E-Mails sind aus.').waitFor();
    await expectFine(page, 'notifications');

    await page.getByRole('button', { name: 'E-Mails einschalten' }).click();
    const field = page.getByLabel('E-Mail-Adresse');
    await field.fill('frauke');
    await page.getByRole('button', { name: 'Code schicken' }).click();
    await page.getByText('Geben Sie eine E-Mail-Adresse ein').waitFor();
    await expectFine(page, 'notifications-address-wrong');
    await field.fill(address);
    await page.getByRole('button', { name: 'Code schicken' }).click();
    const code = /\d{6}/.exec((await office.mails.next()).text ?? '')?.[0] ?? '';
    await page.getByLabel('Code aus der E-Mail').fill(code === '000000' ? '111111' : '000000');
    await page.getByRole('button', { name: 'Bestätigen' }).click();
    await page.getByRole('alert').waitFor();
    await expectFine(page, 'notifications-code-wrong');
    await page.getByLabel('Code aus der E-Mail').fill(code);
    await page.getByRole('button', { name: 'Bestätigen' }).click();
    await page.getByText('E-Mails sind an.').waitFor();

    // No push service can be reached from here: the page says what else can be done.
    await page.getByRole('button', { name: 'Auf diesem Gerät einschalten' }).click();
    await page.getByText('nehmen Sie E-Mails').waitFor();
    await expectFine(page, 'notifications-on');

    // The app lies open in the background.
    await page.evaluate('Object.defineProperty(document, "hidden", { value: true })');
    await using elsewhere = await moveInElsewhere(town, ada);
    await elsewhere.person.recover(ada.recoverySecret);
    const { connectionId } = await elsewhere.person.connect(kielId);
    await expect.poll(() => town.kiel.connections().map((one) => one.connectionId), patient).toContain(connectionId);
    town.kiel.openCase(connectionId, { title: 'Hundesteuer', text: 'Ihre Hundesteuer ist fällig.' });
    const mail = await office.mails.next();
    expect(mail).toMatchObject({ subject: 'Sie haben neue Post', envelopeTo: [address] });
    expect(`${mail.text}`).not.toContain('Hundesteuer');
    const shown = (): Promise<unknown> =>
      page.evaluate(
        'navigator.serviceWorker.getRegistration().then((found) => found.getNotifications()).then((all) => all.map((one) => one.body))',
      );
    await expect.poll(shown, patient).toContain('Sie haben Post von Landeshauptstadt Kiel.');

    await page.getByRole('button', { name: 'E-Mails ausschalten' }).click();
    await page.getByText('E-Mails sind aus.').waitFor();
    expect(device.problems).toEqual([]);
  },
);
