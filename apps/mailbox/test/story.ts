import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import type { AxeResults } from 'axe-core';
import { freshPersonId } from '@posthorn/stack/testing';
import type { MailboxTown } from './town.ts';

/** How a device looks. */
export interface DeviceOptions {
  /** Default: a laptop. */
  size?: 'phone' | 'laptop';
  language?: 'de' | 'en';
  /** Default: light. Whoever wants it dark here wants nothing to move, either. */
  look?: 'light' | 'dark';
}

/** A browser of its own, with nothing of anybody in it. */
export interface Device extends AsyncDisposable {
  context: BrowserContext;
  page: Page;
  /** Errors of the page's scripts, violations of its Content-Security-Policy, and requests to anybody else, so far. */
  problems: string[];
}

const sizes = { phone: { width: 320, height: 640 }, laptop: { width: 1280, height: 800 } };
const patience = 30_000;

/** Unpacks a device and opens the mailbox on it. */
export async function openDevice(
  browser: Browser,
  town: Pick<MailboxTown, 'url' | 'directoryUrl' | 'homeserver' | 'push'>,
  options: DeviceOptions = {},
): Promise<Device> {
  const { size = 'laptop', language = 'de', look = 'light' } = options;
  const locale = language === 'de' ? 'de-DE' : 'en-GB';
  const context = await browser.newContext({
    viewport: sizes[size],
    locale,
    colorScheme: look,
    reducedMotion: look === 'dark' ? 'reduce' : 'no-preference',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy') || message.text().includes('TrustedScript'))
      problems.push(message.text());
  });
  const { push = town.url } = town;
  const known = [town.url, town.directoryUrl, town.homeserver.url, push].map((url) => new URL(url).origin);
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const isElsewhere = protocol.startsWith('http') && !request.isNavigationRequest() && !known.includes(origin);
    if (isElsewhere) problems.push(`a request to ${origin}`);
  });
  await page.goto(town.url);
  return { context, page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** Signs in as the eID would send somebody back. A new person unless said otherwise. */
export async function signIn(page: Page, town: MailboxTown, personId: string = freshPersonId()): Promise<string> {
  const token = await town.homeserver.loginToken(personId);
  await page.goto(`${town.url}/signed-in?loginToken=${encodeURIComponent(token)}`);
  return personId;
}

/** Signs a new person in and keeps the recovery secret; the home page is shown afterwards. */
export async function moveIn(
  page: Page,
  town: MailboxTown,
  personId?: string,
): Promise<{ personId: string; recoverySecret: string }> {
  const id = await signIn(page, town, personId);
  // The sheet lies under a heading that need not be opened for this.
  const shown = page.locator('[data-test=recovery-secret]');
  await shown.waitFor({ state: 'attached' });
  const recoverySecret = (await shown.textContent()) ?? '';
  await page.locator('[data-test=recovery-kept]').dispatchEvent('click');
  await shown.waitFor({ state: 'detached' });
  return { personId: id, recoverySecret };
}

/** Opens the mailbox on a new device with the recovery sheet; the home page is shown afterwards. */
export async function recover(page: Page, recoverySecret: string): Promise<void> {
  await page.getByLabel('Code vom Wiederherstellungsblatt').fill(recoverySecret);
  await page.getByRole('button', { name: 'Postfach öffnen' }).click();
  await page.getByRole('navigation', { name: 'Bereiche' }).waitFor();
}

/** Clicks through the eID's page. People of tests are not on its list: the first entry is made to mean them. */
export async function clickThroughEid(page: Page, personId: string): Promise<void> {
  const entry = page.locator('input[name=person]').first();
  await entry.evaluate((radio, id) => radio.setAttribute('value', id), personId);
  await entry.check();
  // A click would wait for a page to come; a window that confirms something is closed by then.
  await page.keyboard.press('Enter');
}

/** The problem that is none where somebody was sent to the eID: its page loads what is its own. */
export function atEid(): string {
  return `a request to ${new URL(inject('eidUrl')).origin}`;
}

const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks for what keeps people with disabilities out; WCAG 2.2 A and AA and axe's best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger: the page's own policy lets no foreign script in.
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(await axeSource);
  const results: AxeResults = await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })`,
  );
  const found = results.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .join(' | ')
        .slice(0, 300)}`,
  );
  expect(found, `on ${page.url()}`).toEqual([]);
  const isTooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
  expect(isTooWide, `${page.url()} is wider than its window`).toBe(false);
}

const screenshots = path.join(import.meta.dirname, '../../../e2e/screenshots');

/** Writes a picture of what a printer gets: nothing to press, nothing that leads away. */
export async function printed(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('banner').waitFor({ state: 'hidden' });
  await page.screenshot({ path: path.join(screenshots, `${name}-print.png`), fullPage: true });
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('banner').waitFor();
}

/** Checks a page's accessibility and writes pictures of it: narrow and wide, for somebody to look at. */
export async function expectFine(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  const language = await page.evaluate('document.documentElement.lang');
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await expectAccessible(page);
    const file = path.join(screenshots, `${name}-${String(language)}-${size}.jpg`);
    await page.screenshot({ path: file, type: 'jpeg', quality: 90, fullPage: true });
  }
}

/** Names of what the SDK keeps on the device; what they hold is sealed. */
export async function keptEntries(within: Page): Promise<string[]> {
  return within.evaluate(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('posthorn/citizen');
    opening.onerror = reject;
    opening.onsuccess = () => {
      const names = opening.result.transaction('entries').objectStore('entries').getAllKeys();
      names.onsuccess = () => (opening.result.close(), resolve(names.result));
    };
  })`);
}

/** A day as `YYYY-MM-DD`, here. */
export function dayFromNow(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' }).format(day);
}
