import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '@posthorn/stack';
import { expect, test } from 'vitest';
import { openStore, signIn } from '../src/node.ts';
import { pdfFile } from './pool-permit.ts';
import { applied, findPoolPermit, moveIn, nextEvent, startTown, until } from './town.ts';

test('while the homeserver is away drafts are kept and applications wait; afterwards all goes out once', async () => {
  await using stack = await startStack({ parts: ['homeserver', 'eid'] });
  await using town = await startTown(stack.homeserver);
  const { folder, key } = { folder: await mkdtemp(join(tmpdir(), 'posthorn-outage-')), key: randomBytes(32) };
  await using first = await moveIn(town, { store: await openStore(folder, key) });
  const { matter: begun, received } = await applied(town, first.person, { name: 'Ada', depth: 1 });
  const service = await findPoolPermit(first.person);

  await stack.supervisor.killPart('homeserver');
  await begun.keepUnsentText('When will you');
  await begun.keepUnsentText('When will you come?');
  await first.person.close();
  // A program that starts while the homeserver is away works with what it knows.
  const { url: homeserver } = town.homeserver;
  const { person } = await signIn({ homeserver, directory: town.directoryUrl, store: await openStore(folder, key) });
  const online: boolean[] = [];
  person.onChange((change) => {
    if (change.kind === 'connection') online.push(change.online);
  });
  const matter = person.case(begun.id);
  expect(matter).toMatchObject({ status: 'received', title: 'Schwimmbecken genehmigen' });
  expect(matter.unsentText).toBe('When will you come?');
  await matter.keepUnsentText('');
  expect(matter.unsentText).toBe('');
  await expect(person.upToDate()).rejects.toMatchObject({ code: 'homeserver-unreachable' });
  const draft = await person.draft(service);
  draft.set({ name: 'Ada', depth: 1 });
  await draft.attach('plan', pdfFile('Plan.pdf'));
  await draft.save();
  expect(await draft.isSynced()).toBe(false);
  expect((await person.drafts()).map(({ id }) => id)).toEqual([draft.id]);
  const second = await draft.submit();
  expect(second.status).toBe('sending');
  expect(second.timeline).toMatchObject([
    { kind: 'application', delivery: 'sending' },
    { kind: 'outgoing-file', name: 'Plan.pdf' },
  ]);
  expect((await draft.submit()).id).toBe(second.id);
  expect(await person.drafts()).toEqual([]);
  expect(await matter.reply('Are you there?')).toBe('waiting');
  expect(matter.timeline.at(-1)).toMatchObject({ kind: 'reply', delivery: 'sending' });

  await stack.supervisor.startPart('homeserver');
  const again = await town.kiel.nextApplication((application) => application.id === draft.id);
  await nextEvent(second, 'receipt');
  await town.kiel.nextHeard('reply', matter.id);
  await town.kiel.status(received, 'in-progress');
  await town.kiel.status(again, 'in-progress');
  await Promise.all([nextEvent(matter, 'status'), nextEvent(second, 'status')]);
  await until(person, () => (second.timeline.every(({ delivery }) => delivery !== 'sending') ? true : null));
  expect(second.timeline.filter(({ kind }) => kind === 'application')).toHaveLength(1);
  expect(second.timeline.filter(({ kind }) => kind === 'attachment')).toHaveLength(1);
  expect(person.cases()).toHaveLength(2);
  expect(online.at(-1)).toBe(true);
  await person.close();
  await rm(folder, { recursive: true, force: true });
}, 120_000);
