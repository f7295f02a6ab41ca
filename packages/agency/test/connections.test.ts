import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { freePort } from '@posthorn/stack';
import { startTestDirectory } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import type { Agency } from '../src/index.ts';
import { typeOf } from './device.ts';
import { openInterceptor, type Interceptor } from './interceptor.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

/** Looks at an agency's store as it lies on disk. */
function onDisk<T>(folder: string, look: (db: DatabaseSync) => T): T {
  using db = new DatabaseSync(join(folder, 'agency.sqlite'), { timeout: 5_000 });
  return look(db);
}

async function waits(agency: Agency, rooms: number): Promise<void> {
  await expect.poll(() => agency.health().invitations, { timeout: 20_000 }).toBe(rooms);
  await agency.idle();
  expect(agency.health().invitations).toBe(rooms);
}

test('a room is taken in once the operator has confirmed its connection, with the very person who agreed to it', async () => {
  await using config = await freshAgencyConfig({ web: { port: 0 } });
  await using agency = await startAgency(config);
  await using ada = await Person.signIn(agency);
  ada.roomId = await ada.channel.createRoom(agency.userId, { connectionId: ada.connectionId });
  await waits(agency, 1);

  await ada.agree();
  await ada.hello();
  await ada.statusOf(await ada.apply(ada.application(pondAnswers)));
  expect(agency.connections()).toMatchObject([{ connectionId: ada.connectionId }]);
  expect(agency.health().invitations).toBe(0);

  // Eve is connected, too, and claims to be Ada: by a room for Ada's connection, by hellos in her own room.
  await using eve = await Person.arrive(agency);
  await eve.channel.createRoom(agency.userId, { connectionId: ada.connectionId });
  await waits(agency, 1);
  await eve.hello({ connectionId: ada.connectionId });
  await eve.hello({ connectionId: ada.connectionId, key: ada.accountKey });
  await eve.hello({ connectionId: crypto.randomUUID() });
  await eve.sendRaw('m.room.message', { msgtype: 'm.text', body: 'I am Ada' });
  await expect.poll(() => agency.health().inbox.held, { timeout: 20_000 }).toBe(1);
  await agency.idle();
  expect(agency.connections()).toHaveLength(1);
  expect(agency.unassigned()).toEqual([]);
});

test('while the operator is away a room waits, over a restart, and so does a handler; both go on when it is back', async () => {
  const port = await freePort();
  await using parts = new AsyncDisposableStack();
  const line = parts.use(await openInterceptor(`http://127.0.0.1:${port}`));
  parts.use(await startTestDirectory({ port, baseUrl: line.url }));
  await using config = await freshAgencyConfig({ directory: line.url });
  let agency = await startAgency(config);
  let asked = 0;
  const away: Interceptor['judge'] = (_method, _path, body) => {
    const isQuestion = typeOf(body) === 'CONNECTION_READ_REQUEST';
    if (isQuestion) asked += 1;
    return isQuestion ? 'drop' : 'pass';
  };
  line.judge = away;
  await using ada = await Person.connect(agency, { operator: line.url });
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(2);
  expect(agency.health().invitations).toBe(1);
  await agency.close();

  agency = await startAgency(config);
  await waits(agency, 1);
  line.judge = () => 'pass';
  await ada.hears('receipt');
  await agency.close();

  // A store from before there were confirmed connections: it gets what it lacks, and its cases go on.
  onDisk(config.storage.folder, (db) => {
    for (const table of ['agreements', 'invitations', 'logins', 'requests', 'read_keys', 'seen_tokens']) {
      db.exec(`DROP TABLE ${table}`);
    }
  });
  agency = await startAgency(config);
  agency.case(application.caseId).reply('Es geht weiter.');
  await ada.hears('notice', ({ block }) => block.text === 'Es geht weiter.');

  agency.onApplication('pond-permit', async (c) => {
    const permissions = await c.data.permissions();
    await c.reply(`Nachgesehen: ${permissions.length}`);
  });
  [asked, line.judge] = [0, away];
  const next = ada.application(pondAnswers);
  await ada.apply(next);
  await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(2);
  await expect.poll(() => agency.cases().map(({ id }) => id), { timeout: 20_000 }).toContain(next.caseId);
  expect(agency.case(next.caseId).handler).toMatchObject({ code: null, attempts: 0 });
  line.judge = () => 'pass';
  await ada.hears('notice', ({ block }) => block.caseId === next.caseId && block.text === 'Nachgesehen: 0');
  await agency.close();
});
