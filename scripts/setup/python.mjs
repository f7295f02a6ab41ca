import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { posthornDir, root } from './paths.mjs';
import { say } from './progress.mjs';
import { fetchWith, lastWords, run } from './run.mjs';

const venv = join(posthornDir, 'venv');
const python = join(venv, 'bin', 'python');
const stampFile = join(venv, '.posthorn-stamp');
const requirements = join(root, 'packages', 'stack', 'requirements.txt');
const oldest = 10;

export function needsPython() {
  if (!existsSync(python) || !existsSync(stampFile)) return true;
  return readFileSync(stampFile, 'utf8') !== createHash('sha256').update(readFileSync(requirements)).digest('hex');
}

export async function setUpPython() {
  const base = findPython();
  say(`Synapse: making a Python environment with ${base.name} (3.${base.minor})`);
  await makeEnvironment(base.name);
  say('Synapse: fetching (the first time this takes about a minute)');
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
  const pinned = ['--require-hashes', '-r', requirements];
  const options = { newsIn: packageIn };
  let result = await fetchWith('Synapse', python, [...install, '--only-binary', ':all:', ...pinned], options);
  if (!result.ok && /No matching distribution|Could not find a version/.test(result.output)) {
    say('Synapse: some packages are not there ready-made for this machine, building them');
    result = await fetchWith('Synapse', python, [...install, ...pinned], options);
  }
  if (!result.ok) {
    throw new SetupFailure(
      `pip could not install Synapse: see its last lines, mend that and start again.\n${lastWords(result.output)}`,
    );
  }
  writeFileSync(stampFile, createHash('sha256').update(readFileSync(requirements)).digest('hex'));
  say('Synapse: there');
}

function packageIn(line) {
  if (line.startsWith('Installing collected packages')) return 'putting the packages in place';
  return /^(?:Collecting|Building wheel for) ([\w.-]+)/.exec(line)?.[1];
}

function findPython() {
  const names = ['python3', 'python', ...[15, 14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  const wished = process.env.POSTHORN_PYTHON;
  const found = (wished ? [wished] : names).map((name) => ({ name, minor: minorVersion(name) }));
  const good = found.find(({ minor }) => minor >= oldest);
  if (good) return good;
  const old = found.find(({ minor }) => minor !== undefined);
  throw new SetupFailure(
    old
      ? `Python is too old here (3.${old.minor}), Posthorn needs 3.${oldest} or newer: install a newer one, or name it in POSTHORN_PYTHON.`
      : `Python 3.${oldest} or newer was not found: install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python).`,
  );
}

function minorVersion(name) {
  const result = spawnSync(name, ['-c', 'import sys; print(*sys.version_info[:2])'], { encoding: 'utf8' });
  const [major, minor] = (result.stdout ?? '').trim().split(' ').map(Number);
  return major === 3 ? minor : undefined;
}

async function makeEnvironment(base) {
  rmSync(venv, { recursive: true, force: true });
  const own = await run('Python environment', base, ['-m', 'venv', venv]);
  if (own.ok) return;
  if (/ENOSPC|no space left/i.test(own.output)) throw SetupFailure.diskFull();
  rmSync(venv, { recursive: true, force: true });
  if ((await run('Python environment', base, ['-m', 'virtualenv', '--quiet', venv])).ok) return;
  rmSync(venv, { recursive: true, force: true });
  throw new SetupFailure(
    `${base} cannot make environments because its module "venv" is missing: install it (Debian and Ubuntu: apt install python3-venv), then start again.`,
  );
}
