import { launchBrowser } from '@posthorn/stack/browser';
import { expect, test } from 'vitest';
import { expectFine, moveIn, openDevice } from './story.ts';
import { openTown } from './town.ts';

test(
  'somebody opens the mailbox for the first time and is signed in without a question about keys',
  { timeout: 120_000 },
  async () => {
    await using town = await openTown();
    await using browser = await launchBrowser();
    await using device = await openDevice(browser, town);
    const { page } = device;
    await page.getByRole('heading', { level: 1, name: 'Ihr Postfach für Behörden' }).waitFor();
    await expectFine(page, 'welcome');
    const { recoverySecret } = await moveIn(page, town);
    expect(recoverySecret).not.toBe('');
    expect(device.problems).toEqual([]);
  },
);
