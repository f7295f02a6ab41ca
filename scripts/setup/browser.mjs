import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { posthornDir } from './paths.mjs';
import { say } from './progress.mjs';
import { fetchWith } from './run.mjs';

// Tells the tests which browser to use.
const noteFile = join(posthornDir, 'browser');
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

export function needsBrowser() {
  const wished = process.env.CHROMIUM_PATH;
  if (!existsSync(noteFile)) return true;
  const noted = readFileSync(noteFile, 'utf8');
  return !isProgram(noted) || (wished !== undefined && wished !== noted);
}

export async function setUpBrowser() {
  const path = findBrowser() ?? (await installBrowser());
  mkdirSync(posthornDir, { recursive: true });
  writeFileSync(noteFile, path);
  say(`browser for tests: ${path}`);
}

function findBrowser() {
  const wished = process.env.CHROMIUM_PATH;
  if (wished) {
    if (isProgram(wished)) return wished;
    throw new SetupFailure('CHROMIUM_PATH does not name a program: correct it, or unset it to search for a browser.');
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere].find(isProgram);
}

async function installBrowser() {
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    say('browser for tests: installing chromium (about a minute)');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const newsIn = (line) => /^(?:Get|Unpacking|Setting up)\S* (\S+)/.exec(line)?.[1];
    await fetchWith('list of system packages', 'apt-get', ['update'], { env });
    await fetchWith('chromium', 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, newsIn });
    const path = findBrowser();
    if (path) return path;
  }
  throw new SetupFailure(
    'The tests need a browser: install Chromium or Chrome (Debian and Ubuntu: apt install chromium), or name one in CHROMIUM_PATH.',
  );
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return path !== '';
  } catch {
    return false;
  }
}
