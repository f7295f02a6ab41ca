import { oversizedBlock, writeContent, writeExternal } from '@posthorn/protocol';
import { freshPersonId } from '@posthorn/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn } from '../src/index.ts';
import { memoryStore } from '../src/memory-store.ts';
import type { ReceivedApplication } from './bare-agency.ts';
import { closedDoor } from './closed-door.ts';
import { findPoolPermit, moveIn, nextEvent, startTown, until, type Town } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown();
});
afterAll(() => town[Symbol.asyncDispose]());

/** Says something that is too large for an event. `lost` says that its file is nowhere. */
async function sayAtLength(to: ReceivedApplication, options: { lost: boolean }): Promise<string> {
  const { caseId } = to.application;
  const notice = { kind: 'notice', id: crypto.randomUUID(), caseId, text: '\u20ac'.repeat(20_000) } as const;
  const written = writeContent(notice, 'de', { threadRoot: to.eventId });
  const bytes = oversizedBlock(written);
  if (!bytes) throw new Error('the notice fits into an event');
  const file = await town.kiel.channel.upload(bytes);
  const url = options.lost ? `${file.url}gone` : file.url;
  const { type, content } = await writeExternal(written, bytes, { ...file, url });
  return town.kiel.channel.send(to.roomId, { type, content }, crypto.randomUUID());
}

test('a large message whose file is gone says so, and what comes after it is read', async () => {
  await using resident = await moveIn(town);
  town.kiel.confirms = false;
  const draft = await resident.person.draft(await findPoolPermit(resident.person));
  draft.set({ name: 'Ada', depth: 1 });
  const matter = await draft.submit();
  const received = await town.kiel.nextApplication(({ id }) => id === draft.id);
  town.kiel.confirms = true;
  const lost = await sayAtLength(received, { lost: true });
  await town.kiel.confirm(received);
  await nextEvent(matter, 'receipt');
  const shown = await nextEvent(matter, 'unknown');
  expect(shown).toMatchObject({ eventId: lost, from: 'agency', verified: false, problem: { code: 'file-gone' } });
});

test('a large message whose file cannot be had yet holds nothing up, and is read as soon as it can', async () => {
  using door = await closedDoor(town.homeserver.url, (path) => path.includes('/media/download/'));
  const { person } = await signIn({
    homeserver: door.url,
    directory: town.directoryUrl,
    store: await memoryStore(),
    loginToken: await town.homeserver.loginToken(freshPersonId()),
  });
  town.kiel.confirms = false;
  const draft = await person.draft(await findPoolPermit(person));
  draft.set({ name: 'Ada', depth: 1 });
  const matter = await draft.submit();
  const received = await town.kiel.nextApplication(({ id }) => id === draft.id);
  town.kiel.confirms = true;
  const late = await sayAtLength(received, { lost: false });
  await town.kiel.confirm(received);
  await nextEvent(matter, 'receipt');
  expect(matter.timeline.find(({ eventId }) => eventId === late)).toMatchObject({ kind: 'waiting', from: 'agency' });
  await person.upToDate();
  expect(await matter.reply('I wait')).toBe('sent');

  door.open();
  const notice = await nextEvent(matter, 'notice');
  expect(notice).toMatchObject({ eventId: late, verified: true, text: '\u20ac'.repeat(20_000) });
  const kinds = ['application', 'notice', 'receipt', 'reply'];
  await until(person, () => (matter.timeline.map(({ kind }) => kind).join() === kinds.join() ? true : null));
  await person.close();
});
