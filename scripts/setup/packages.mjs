import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { root } from './paths.mjs';
import { say } from './progress.mjs';
import { fetchWith, lastWords, run } from './run.mjs';

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
// In node_modules, so that it goes when they go.
const stampFile = join(modules, '.posthorn-stamp');
const node = join(modules, '.bin', 'node');

export function needsPackages() {
  if (!existsSync(node)) return true;
  const stamp = lockHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  if (!matchesLock()) return true;
  writeFileSync(stampFile, stamp);
  return false;
}

export async function setUpPackages() {
  say('npm packages: fetching (the first time this takes about a minute)');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=http'];
  const result = await fetchWith('npm packages', 'npm', args, { newsIn: packageIn });
  if (!result.ok) {
    throw new SetupFailure(
      `npm could not install the packages: see its last lines, mend that and start again.\n${lastWords(result.output)}`,
    );
  }
  if (!existsSync(node)) await run('Node 24', 'npm', ['rebuild', 'node', '--ignore-scripts=false']);
  if (!existsSync(node)) {
    throw new SetupFailure(
      'npm did not run the install script of the package "node", which brings Node 24: allow it (npm config set ignore-scripts false) and start again.',
    );
  }
  writeFileSync(stampFile, lockHash());
  say('npm packages: there');
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

function packageIn(line) {
  return /fetch GET \d+ https?:\/\/[^/]+\/(\S+?)(?:\/-\/\S*)?\s/.exec(line)?.[1];
}

/** Whether somebody else (npm install) already brought in what the lock file asks for. */
function matchesLock() {
  const hidden = join(modules, '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    if (!present[path]) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return present[path].version === entry.version && present[path].link === entry.link;
  });
}
