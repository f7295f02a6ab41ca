import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PosthornError } from '@posthorn/protocol';
import { chromium, type Browser } from 'playwright-core';
import { posthornDir } from './paths.ts';

/** Arguments that keep a browser on this machine, quiet and able to run as root. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the browser that the set-up found or installed, without a window. `await using browser = …` closes it.
 *
 * @param more further arguments of Chromium, such as a file that its camera sees
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const note = join(posthornDir, 'browser');
  if (!existsSync(note)) {
    throw new PosthornError('set-up-missing', 'There is no browser for the tests.', {
      mend: 'Run: node scripts/setup.mjs --test',
    });
  }
  return chromium.launch({ executablePath: readFileSync(note, 'utf8'), headless: true, args: [...quiet, ...more] });
}
