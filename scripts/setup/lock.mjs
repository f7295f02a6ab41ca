import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { posthornDir } from './paths.mjs';
import { say } from './progress.mjs';

const lockFile = join(posthornDir, 'setup.lock');

/** Lets one set-up work at a time; a second one waits, and then finds everything there. */
export async function withLock(work) {
  mkdirSync(posthornDir, { recursive: true });
  let told = false;
  while (!takeLock()) {
    if (!told) say(`another set-up is at work (process ${holder()}), waiting for it`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  process.once('exit', releaseLock);
  await work();
}

function takeLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(holder())) rmSync(lockFile, { force: true });
    return false;
  }
}

function releaseLock() {
  if (holder() === process.pid) rmSync(lockFile, { force: true });
}

function holder() {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
