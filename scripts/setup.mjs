// Brings in what Posthorn needs: packages, a Python environment with Synapse (not for an operator alone), and for tests a browser.
// Runs on any Node from 20 on, without packages, because it is what fetches them.
import { SetupFailure } from './setup/failure.mjs';
import { withLock } from './setup/lock.mjs';
import { needsPackages, setUpPackages } from './setup/packages.mjs';
import { needsPython, setUpPython } from './setup/python.mjs';
import { needsBrowser, setUpBrowser } from './setup/browser.mjs';
import { requireDiskSpace, requireMachine } from './setup/machine.mjs';
import { say } from './setup/progress.mjs';
import { stopAll } from './setup/run.mjs';

const steps = [
  { needed: needsPackages, run: setUpPackages },
  ...(process.argv.includes('--operator') ? [] : [{ needed: needsPython, run: setUpPython }]),
  ...(process.argv.includes('--test') ? [{ needed: needsBrowser, run: setUpBrowser }] : []),
];

async function setUp() {
  requireMachine();
  if (!steps.some((step) => step.needed())) return;
  requireDiskSpace();
  await withLock(async () => {
    await Promise.all(steps.filter((step) => step.needed()).map((step) => step.run()));
  });
  say('everything is there');
}

try {
  await setUp();
} catch (error) {
  stopAll();
  const full = error?.code === 'ENOSPC' ? SetupFailure.diskFull() : error;
  if (!(full instanceof SetupFailure)) throw error;
  console.error(`\n✗ ${full.message}`);
  process.exitCode = 1;
}
