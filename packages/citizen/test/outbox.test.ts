import { sharedHomeserver, startTestDirectory } from '@posthorn/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { memoryStore } from '../src/memory-store.ts';
import type { CitizenStore } from '../src/store.ts';
import { BareAgency } from './bare-agency.ts';
import { poolPermit } from './pool-permit.ts';
import { applied, findPoolPermit, kielId, moveIn, startTown, until, type Town } from './town.ts';

const flensburgId = 'https://flensburg.example';
let town: Town;

beforeAll(async () => {
  town = await startTown();
});
afterAll(() => town[Symbol.asyncDispose]());

test('an application that waits for the directory does not hold up a message to another agency', async () => {
  const homeserver = sharedHomeserver();
  const directory = await startTestDirectory();
  const own = { homeserver, directoryUrl: directory.url };
  await using kiel = await BareAgency.open({ ...own, clientId: kielId, service: poolPermit() });
  await using flensburg = await BareAgency.open({ ...own, clientId: flensburgId, service: poolPermit() });
  await using resident = await moveIn(own);
  const { person } = resident;
  const { matter } = await applied({ ...own, kiel }, person, { name: 'Ada', depth: 1 });
  const draft = await person.draft(await person.service({ id: 'pool-permit', agency: { id: flensburgId } }));
  draft.set({ name: 'Ada', depth: 2 });

  await directory[Symbol.asyncDispose]();
  const waiting = await draft.submit();
  expect(waiting.timeline).toMatchObject([{ kind: 'application', delivery: 'sending', problem: null }]);
  expect(await matter.reply('Is anybody there?')).toBe('sent');
  expect(await kiel.nextHeard('reply', matter.id)).toMatchObject({ block: { text: 'Is anybody there?' } });
  expect(await waiting.reply('One more thing')).toBe('waiting');
  expect(waiting.timeline.map(({ kind, delivery }) => [kind, delivery])).toEqual([
    ['application', 'sending'],
    ['reply', 'sending'],
  ]);
  expect(flensburg.heard).toEqual([]);
});

test('an application for a room that the person has left is stopped, and the person is told why', async () => {
  await using first = await moveIn(town);
  const { received } = await applied(town, first.person, { name: 'Ada', depth: 1 });
  // Another Matrix client of the person leaves the room.
  const { accessToken: token } = await town.homeserver.signInAtEid(first.personId);
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(received.roomId)}`;
  await town.homeserver.request('POST', `${path}/leave`, { token, body: {} });
  await town.homeserver.request('POST', `${path}/forget`, { token, body: {} });

  await using second = await moveIn(town, { personId: first.personId });
  const { person } = second;
  await person.recover(first.recoverySecret ?? '');
  const draft = await person.draft(await findPoolPermit(person));
  draft.set({ name: 'Ada', depth: 2 });
  const matter = await draft.submit();
  const stopped = await until(person, () => matter.timeline.find(({ delivery }) => delivery === 'stopped') ?? null);
  expect(stopped).toMatchObject({ kind: 'application', problem: { code: 'room-unknown' } });
  expect(await matter.reply('Anybody there?')).toBe('waiting');

  // Taken back, it is a draft again; what stood behind it goes with it.
  expect(await matter.discard({ id: matter.timeline.at(-1)?.id ?? '' })).toBe(false);
  expect(await matter.discard(stopped)).toBe(true);
  expect(() => person.case(matter.id)).toThrow(expect.objectContaining({ code: 'case-unknown' }));
  const [again] = await person.drafts();
  expect((await again?.open())?.answers).toEqual({ name: 'Ada', depth: 2 });
});

test('a full disk neither ends the sending nor makes a sent message a failed one', async () => {
  const disk = await memoryStore();
  let room = Infinity;
  const store: CitizenStore = {
    ...disk,
    write: async (entries) => {
      if ([...entries.keys()].some((name) => name.startsWith('outbox/')) && room-- <= 0) throw new Error('ENOSPC');
      await disk.write(entries);
    },
  };
  await using resident = await moveIn(town, { store });
  const { person } = resident;
  const { matter } = await applied(town, person, { name: 'Ada', depth: 1 });
  await until(person, () => (matter.timeline.every(({ delivery }) => delivery !== 'sending') ? true : null));

  // The message can still be recorded; that it was sent cannot.
  room = 1;
  expect(await matter.reply('The first')).toBe('sent');
  await expect(matter.reply('Not even kept')).rejects.toMatchObject({ code: 'store-write-failed' });
  expect(matter.timeline.filter(({ delivery }) => delivery === 'stopped')).toEqual([]);
  room = Infinity;
  await matter.reply('The second');
  await until(person, () => (matter.timeline.every(({ delivery }) => delivery !== 'sending') ? true : null));
  await matter.reply('The third');
  const texts = (): string[] =>
    town.kiel.heard.flatMap(({ read }) =>
      read.kind === 'reply' && read.block.caseId === matter.id ? [read.block.text] : [],
    );
  await until(person, () => (matter.timeline.every(({ delivery }) => delivery !== 'sending') ? true : null));
  await expect.poll(texts, { timeout: 10_000 }).toEqual(['The first', 'The second', 'The third']);
});
