import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { compressFiles } from './compress.ts';
import { buildEnvironment } from './config/env.ts';

const run = promisify(execFile);
const vite = path.join(path.dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
const root = path.join(import.meta.dirname, '..');
const repository = path.join(root, '../..');
const sources = [
  'apps/mailbox/{src,public}/**/*',
  'apps/mailbox/*',
  'packages/{citizen,channel,protocol,service-definition}/{src/**/*,package.json}',
  'package-lock.json',
];

/** Where the built app lies. */
export const distFolder: string = path.join(root, 'dist');

/** Builds the app, unless it is newer than all that it is made of. */
export async function ensureBuilt(): Promise<void> {
  const stamp = path.join(distFolder, '.built');
  const newest = newestChange();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === newest) return;
  // A program of its own: this one may be a test, and then React and Vite would build for tests.
  await run(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: root, env: buildEnvironment() });
  await compressFiles(distFolder);
  mkdirSync(distFolder, { recursive: true });
  writeFileSync(stamp, newest);
}

/** Names the state of the sources: the latest change, and how many files there are. */
function newestChange(): string {
  const files = globSync(sources, { cwd: repository }).map((file) => statSync(path.join(repository, file)));
  const times = files.filter((file) => file.isFile()).map(({ mtimeMs }) => mtimeMs);
  return `${Math.max(...times)} ${times.length}`;
}
