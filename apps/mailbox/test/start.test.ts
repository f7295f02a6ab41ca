import { launchBrowser } from '@posthorn/stack/browser';
import { freshPersonId } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import { atEid, clickThroughEid, expectFine, openDevice } from './story.ts';
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
    await page.getByRole('button', { name: 'Mit dem Online-Ausweis anmelden' }).click();
    await clickThroughEid(page, freshPersonId());
    await page.getByRole('heading', { level: 1, name: 'So kommen Sie immer wieder' }).waitFor();
    expect(new URL(page.url()).search).toBe('');
    await page.locator('summary', { hasText: 'Später erinnern' }).click();
    await page.getByRole('button', { name: 'Später erinnern' }).click();
    await page.getByRole('navigation', { name: 'Bereiche' }).waitFor();
    expect(device.problems.filter((problem) => problem !== atEid())).toEqual([]);
  },
);
