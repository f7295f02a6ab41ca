import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, inject, test } from 'vitest';
import type { AgencyConfig } from '../src/index.ts';
import { openInterceptor } from './interceptor.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

/** From now on the agency's database takes no change of this kind, with the words of a full disk. Returns how to make room. */
function fillDisk(config: AgencyConfig, change: 'INSERT ON cases' | 'UPDATE ON cases'): () => void {
  const run = (sql: string): void => {
    using db = new DatabaseSync(join(config.storage.folder, 'agency.sqlite'), { timeout: 5_000 });
    db.exec(sql);
  };
  run(`CREATE TRIGGER full BEFORE ${change} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
  return () => run('DROP TRIGGER full');
}

test('an application that cannot be put on disk yet keeps each of its files once, however often it is tried', async () => {
  await using line = await openInterceptor(inject('homeserverUrl'));
  await using config = await freshAgencyConfig();
  await using agency = await startAgency({ ...config, homeserver: line.url });
  await using ada = await Person.connect(agency);
  const makeRoom = fillDisk(config, 'INSERT ON cases');
  let attempts = 0;
  line.judge = (_method, path) => {
    if (path.includes('/media/download/')) attempts += 1;
    return 'pass';
  };
  const plan = await ada.attach(pdf, { field: '/plan' });
  const application = ada.application({ ...pondAnswers, plan: plan.id }, { attachments: [plan] });
  await ada.apply(application);
  await expect.poll(() => attempts, { timeout: 20_000 }).toBeGreaterThan(3);
  makeRoom();
  await ada.hears('receipt');
  expect(await readdir(join(config.storage.folder, 'files'))).toEqual(
    agency
      .case(application.caseId)
      .files()
      .map(({ id }) => id),
  );
});

test('a handler whose end cannot be put on disk is run again until it can, and the gateway lives on', async () => {
  await using config = await freshAgencyConfig();
  let runs = 0;
  let makeRoom = (): void => undefined;
  await using agency = await startAgency(config, (office) => {
    office.onApplication('pond-permit', async (c) => {
      runs += 1;
      if (runs === 1) makeRoom = fillDisk(config, 'UPDATE ON cases');
      await c.status('in-progress');
    });
  });
  await using ada = await Person.connect(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(3);
  expect(agency.case(application.caseId)).toMatchObject({ work: 'ready', handler: { attempts: 0 } });
  makeRoom();
  await ada.hears('status', ({ block }) => block.status === 'in-progress');
  await expect.poll(() => agency.case(application.caseId).work).toBe('finished');
});
