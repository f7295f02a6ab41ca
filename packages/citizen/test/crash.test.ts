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

/** The stages of the applicant at which it is killed, in turn. */
const kills = [
  'signed in',
  'uploading',
  'uploaded a part',
  'saved',
  'queued',
  'connected',
  'application sent',
  'files sent',
];

test('a program killed at each stage of applying makes one case, one room and one receipt', async () => {
  await using town = await startTown();
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-applicant-'));
  const loginToken = await town.homeserver.loginToken(freshPersonId());
  const task = { folder, loginToken, key: randomBytes(32).toString('hex') };
  for (const stage of kills) {
    const { said, end } = await run(town, task, stage);
    expect(end, stage).toBe('SIGKILL');
    expect(said.at(-1)).toBe(`at ${stage}`);
  }
  const { said, end } = await run(town, task);
  expect(end).toBe(0);
  expect(said).toContain('done 1');

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

/** Runs the program until it ends or reaches the stage where it is killed; gives what it said, and its exit code or signal. */
async function run(
  town: Town,
  task: { folder: string; loginToken: string; key: string },
  killAt?: string,
): Promise<{ said: string[]; end: number | NodeJS.Signals | null }> {
  const { homeserver, directoryUrl } = town;
  const argument = JSON.stringify({ ...task, homeserver: homeserver.url, directory: directoryUrl });
  const program = spawn(process.execPath, [fileURLToPath(new URL('applicant.ts', import.meta.url)), argument], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    program.once('close', (code, signal) => resolve(signal ?? code)),
  );
  const said: string[] = [];
  for await (const line of createInterface(program.stdout)) {
    said.push(line);
    if (line === `at ${killAt}`) program.kill('SIGKILL');
    else if (line.startsWith('at ')) program.stdin.write('\n');
  }
  return { said, end: await ended };
}
