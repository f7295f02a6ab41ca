import type { Locator, Page } from 'playwright-core';
import { launchBrowser } from '@posthorn/stack/browser';
import { startStack } from '@posthorn/stack';
import { serveBarePage } from './mailbox-bare-server.ts';
import { measureFirstPage, openSlowPage, sinceNavigation, type Weights } from './mailbox-pages.ts';
import { openBenchTown, type BenchTown } from './mailbox-town.ts';
import { median, type BenchOptions, type Metrics } from './report.ts';

/** Compressed script until the first page can be used, in kB. */
const mostScript = 150;

/** The person's web app in Chromium with a processor four times slower, beside a bare page with the same SDK. */
export async function mailboxBench({ quick, progress }: BenchOptions): Promise<Metrics> {
  await using stack = await startStack({
    parts: ['homeserver', 'eid', 'operator', 'mailbox'],
    signInPages: ['http://localhost:'],
  });
  await using town = await openBenchTown(stack, quick ? [20] : [20, 500], progress);
  await using browser = await launchBrowser();
  const rounds = quick ? 1 : 3;
  const metrics: Metrics = {};

  async function measure(name: string, unit: string, once: () => Promise<number>): Promise<number> {
    const values: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress(`${name}, round ${round} of ${rounds}`);
      values.push(await once());
    }
    metrics[name] = { value: median(values), unit };
    return median(values);
  }

  const weights: Weights[] = [];
  await measure('first page usable', 'ms', async () => {
    const first = await measureFirstPage(browser, stack.mailboxUrl);
    weights.push(first.weights);
    return first.milliseconds;
  });
  const [weight] = weights;
  metrics['script before sign-in, compressed'] = {
    value: (weight?.script ?? 0) / 1000,
    unit: 'kB',
    goal: { max: mostScript },
  };
  for (const { cases, personId, recoverySecret } of town.people) {
    await measure(`sign-in on a new device to the list of ${cases} cases`, 'ms', async () => {
      await using device = await openSlowPage(browser);
      const { page } = device;
      const begun = performance.now();
      await page.goto(await town.signInUrl(personId));
      await page.getByLabel('Code vom Wiederherstellungsblatt').fill(recoverySecret);
      await page.getByRole('button', { name: 'Postfach öffnen' }).click();
      await navigationOf(page).getByRole('link', { name: 'Postfach' }).click();
      await page.getByText(town.lastTitle(cases)).first().waitFor();
      metrics['script and wasm after sign-in, compressed'] = { value: device.weights().all / 1000, unit: 'kB' };
      const listed = performance.now() - begun;
      metrics[`from words to what was found among ${cases} cases`] = { value: await search(page), unit: 'ms' };
      return listed;
    });
    await measure(`opening again to the list of ${cases} cases`, 'ms', () =>
      openAgain(browser, town, { cases, personId, recoverySecret }),
    );
  }
  await measure('submit to receipt', 'ms', () => submit(browser, town));

  await using bare = await serveBarePage(stack.homeserverUrl);
  for (const { cases, personId } of town.people) {
    const name = `bare page with the SDK, ${cases} cases: sign-in to synced`;
    await measure(name, 'ms', async () => {
      await using device = await openSlowPage(browser);
      const begun = performance.now();
      await device.page.goto(`${bare.url}?loginToken=${encodeURIComponent(await stack.loginToken(personId))}`);
      await device.page.waitForFunction('globalThis.isSynced === true', null, { timeout: 120_000 });
      metrics['bare page with the SDK: script and wasm, compressed'] = {
        value: device.weights().all / 1000,
        unit: 'kB',
      };
      return performance.now() - begun;
    });
    const own = metrics[`sign-in on a new device to the list of ${cases} cases`]?.value ?? Number.NaN;
    metrics[`list of ${cases} cases to bare page`] = {
      value: own / (metrics[name]?.value ?? Number.NaN),
      unit: 'ratio',
    };
  }
  return metrics;
}

async function openAgain(
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  town: BenchTown,
  { cases, personId, recoverySecret }: BenchTown['people'][number],
): Promise<number> {
  await using device = await openSlowPage(browser, { isSlow: false });
  const { page } = device;
  await page.goto(await town.signInUrl(personId));
  await page.getByLabel('Code vom Wiederherstellungsblatt').fill(recoverySecret);
  await page.getByRole('button', { name: 'Postfach öffnen' }).click();
  await navigationOf(page).waitFor();
  await device.slowDown();
  await page.goto(`${town.url}/cases`);
  await page.getByText(town.lastTitle(cases)).first().waitFor();
  return await sinceNavigation(page);
}

/** In all cases, after the list of them is there. */
async function search(page: Page): Promise<number> {
  const begun = performance.now();
  await page.getByLabel('In Ihrer Post suchen').fill('buch mahnung 7');
  await page.getByText(/^\d+ Treffer$/).waitFor();
  return performance.now() - begun;
}

/** A form of one page, on a device that is ready. */
async function submit(browser: Awaited<ReturnType<typeof launchBrowser>>, town: BenchTown): Promise<number> {
  await using device = await openSlowPage(browser, { isSlow: false });
  const { page } = device;
  await page.goto(await town.signInUrl());
  await page.locator('[data-test=recovery-kept]').dispatchEvent('click');
  await navigationOf(page).waitFor();
  await page.goto(town.serviceUrl);
  await page.getByRole('button', { name: 'Antrag beginnen' }).click();
  await page.getByLabel('Name').fill('Ada');
  await page.getByRole('button', { name: /Weiter|Zusammenfassung/ }).click();
  const send = page.getByRole('button', { name: /absenden/ });
  await send.waitFor();
  await device.slowDown();
  const begun = performance.now();
  await send.click();
  await page.getByRole('link', { name: 'Eingangsbestätigung ansehen' }).first().waitFor();
  return performance.now() - begun;
}

function navigationOf(page: Page): Locator {
  return page.getByRole('navigation', { name: 'Bereiche' });
}
