import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freshPersonId } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import { startTown, type Town } from './town.ts';

/** After how many milliseconds from the line `after` the program is killed. */
const kills: { after: string; wait: number }[] = [
  { after: 'saved', wait: 0 },
  { after: 'signed in', wait: 200 },
  { after: 'signed in', wait: 600 },
  { after: 'signed in', wait: 1000 },
];

test('a program killed again and again while it applies makes one case, one room and one receipt', async () => {
  await using town = await startTown();
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-applicant-'));
  const loginToken = await town.homeserver.loginToken(freshPersonId());
  const task = { folder, loginToken, key: randomBytes(32).toString('hex') };
  for (const { after, wait } of kills) await run(town, task, { after, wait });
  expect(await run(town, task)).toContain('done 1');

  const applications = town.kiel.applications.map(({ application, roomId }) => `${application.id} ${roomId}`);
  expect(new Set(applications).size).toBe(1);
  const sent = town.kiel.heard.filter(({ read }) => read.kind === 'application' || read.kind === 'attachment');
  expect(sent.map(({ read }) => read.kind).toSorted()).toEqual(['application', 'attachment', 'attachment']);
  expect(town.kiel.channel.rooms()).toHaveLength(1);
  expect(
    new Set(town.kiel.heard.filter(({ read }) => read.kind === 'hello').map(({ event }) => event.roomId)).size,
  ).toBe(1);
  await rm(folder, { recursive: true, force: true });
}, 240_000);

/** Runs the program until it ends or is killed; gives what it said. */
async function run(
  town: Town,
  task: { folder: string; loginToken: string; key: string },
  kill?: { after: string; wait: number },
): Promise<string[]> {
  const { homeserver, directoryUrl } = town;
  const argument = JSON.stringify({ ...task, homeserver: homeserver.url, directory: directoryUrl });
  const program = spawn(process.execPath, [fileURLToPath(new URL('applicant.ts', import.meta.url)), argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => program.once('close', () => resolve()));
  const lines: string[] = [];
  for await (const line of createInterface(program.stdout)) {
    lines.push(line);
    if (line === kill?.after) setTimeout(() => program.kill('SIGKILL'), kill.wait);
  }
  await ended;
  return lines;
}
