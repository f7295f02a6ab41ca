import { statfsSync } from 'node:fs';
import { SetupFailure } from './failure.mjs';
import { root } from './paths.mjs';

const neededMegabytes = 1_500;

/** The machine itself: an operating system and a Node that Posthorn runs on. */
export function requireMachine() {
  if (process.platform === 'win32') {
    throw new SetupFailure('Posthorn runs on Linux and macOS: on Windows, start it inside WSL (wsl --install).');
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupFailure(
      `This is Node ${process.versions.node}, but Posthorn needs Node 20 or newer: install it from your system's packages or nodejs.org.`,
    );
  }
}

/** Better to say so now than to break off in the middle. */
export function requireDiskSpace() {
  const { bavail, bsize } = statfsSync(root);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free >= neededMegabytes) return;
  throw new SetupFailure(
    `The disk has only ${free} MB left, but setting Posthorn up takes about ${neededMegabytes} MB: free some space and start again.`,
  );
}
