import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** The lock appears with its holder's number in it or not at all, so nobody can take a lock being made for an old one. */
function takeLock() {
  const own = `${lockFile}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lockFile);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const pid = holder();
    if (pid !== null && !isAlive(pid)) removeLockOf(pid);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes away the lock of a process that has died; one that somebody else has made meanwhile is put back. */
function removeLockOf(pid) {
  const taken = `${lockFile}.old.${process.pid}`;
  try {
    renameSync(lockFile, taken);
    if (Number(readFileSync(taken, 'utf8')) !== pid) linkSync(taken, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(taken, { force: true });
  }
}

function releaseLock() {
  if (holder() === process.pid) rmSync(lockFile, { force: true });
}

/** Number of the process that holds the lock; null if there is none. */
function holder() {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return null;
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
