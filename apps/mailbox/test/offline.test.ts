import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { launchBrowser } from '@posthorn/stack/browser';
import { expect, test } from 'vitest';
import { distFolder } from '../server/build.ts';
import { expectFine, moveIn, openDevice } from './story.ts';
import { openTown } from './town.ts';

test('without a network the mailbox opens, says so, and comes back by itself', { timeout: 120_000 }, async () => {
  await using town = await openTown();
  await using browser = await launchBrowser();
  await using device = await openDevice(browser, town);
  const { page, context } = device;
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await moveIn(page, town);
  await page.reload();
  const offline = page.getByText('Keine Verbindung.');
  await page.getByRole('navigation').waitFor();
  await context.setOffline(true);
  await offline.waitFor();
  await page.reload();
  await page.getByRole('navigation').getByRole('link', { name: 'Postfach' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await offline.waitFor();
  await expectFine(page, 'offline');
  await context.setOffline(false);
  await offline.waitFor({ state: 'hidden' });
  expect(device.problems).toEqual([]);
});

test('a newer version of the app waits until the person takes it', { timeout: 120_000 }, async () => {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-mailbox-app-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(distFolder, folder, { recursive: true });
  await using town = await openTown(undefined, { folder });
  await using browser = await launchBrowser();
  await using device = await openDevice(browser, town);
  const { page } = device;
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');

  await publishNewVersion(folder);
  await page.evaluate('navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => true)');
  await page.getByText('Es gibt eine neue Version von Posthorn.').waitFor();
  await expectFine(page, 'update');
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Jetzt verwenden' }).click();
  await loaded;
  await page.getByRole('button', { name: 'Mit dem Online-Ausweis anmelden' }).waitFor();
  const caches = await page.evaluate('caches.keys()');
  expect(caches).toEqual(['posthorn-app-newer']);
});

/** Only the service worker tells one version from another. */
async function publishNewVersion(folder: string): Promise<void> {
  const file = path.join(folder, 'service-worker.js');
  const worker = await readFile(file, 'utf8');
  const newer = worker.replace(/(posthorn-app-.*?)"[0-9a-f]{16}"/s, '$1"newer"');
  expect(newer).not.toBe(worker);
  await writeFile(file, newer);
  for (const ending of ['br', 'gz']) await rm(`${file}.${ending}`);
}
