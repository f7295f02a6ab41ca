import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const child = fileURLToPath(new URL('crash-child.ts', import.meta.url));
const applications = 4;

/** Commit numbers at which the process dies, and on which side of the commit. */
const strikes: [number, 'before' | 'after'][] = [
  [3, 'before'],
  [6, 'after'],
  [9, 'before'],
  [14, 'after'],
  [5, 'after'],
  [11, 'before'],
  [17, 'before'],
  [8, 'after'],
];

test('an agency that is killed inside its transactions, again and again, says everything exactly once and in order', async () => {
  await using config = await freshAgencyConfig();
  const first = await startAgency(config);
  await using ada = await Person.connect(first);
  await expect.poll(() => first.connections().length, { timeout: 20_000 }).toBe(1);
  await first.close();
  const settings = join(config.storage.folder, 'settings.json');
  const { services: _services, ...rest } = config;
  await writeFile(settings, JSON.stringify({ ...rest, keyHex: Buffer.from(config.storage.key).toString('hex') }));

  const caseIds: string[] = [];
  for (let n = 0; n < applications; n += 1) {
    const application = ada.application({ ...pondAnswers, name: `Ada ${n}` });
    caseIds.push(application.caseId);
    await ada.apply(application);
  }
  let killed = 0;
  for (const [killAt, moment] of strikes) {
    const agency = start(settings, killAt, moment);
    const [, signal] = (await once(agency, 'exit')) as [number | null, string | null];
    if (signal === 'SIGKILL') killed += 1;
    else throw new Error('the agency ended by itself');
    if (killed === strikes.length) break;
    // Something new for the next life, so that there is always something to be killed at.
    const application = ada.application({ ...pondAnswers, name: `Ada again ${killed}` });
    caseIds.push(application.caseId);
    await ada.apply(application);
  }
  const last = start(settings, 0, 'before');
  for (const caseId of caseIds) {
    await ada.hears('status', ({ block }) => block.caseId === caseId && block.status === 'closed');
  }
  last.kill('SIGKILL');
  await once(last, 'exit');

  expect(killed).toBe(strikes.length);
  for (const caseId of caseIds) {
    const said = ada.heard.flatMap((heard) => {
      if (!('block' in heard) || heard.block === null || !('caseId' in heard.block) || heard.block.caseId !== caseId)
        return [];
      if (heard.kind === 'status') return [heard.block.status];
      return [heard.kind === 'notice' ? (heard.block.text.split(' ')[0] ?? '') : heard.kind];
    });
    const order = ['receipt', 'received', 'in-progress', 'eins', 'zwei', 'decision', 'attachment', 'decided', 'closed'];
    expect(said, caseId).toEqual(order);
  }
}, 240_000);

function start(settings: string, killAt: number, moment: 'before' | 'after'): ChildProcess {
  return spawn(process.execPath, [child, settings, String(killAt), moment], { stdio: ['ignore', 'ignore', 'inherit'] });
}
