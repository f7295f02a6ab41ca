import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confirmAtEid } from '@posthorn/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, signIn } from '../src/node.ts';
import { makeOld } from './make-old.ts';
import { pdfFile } from './pool-permit.ts';
import { applied, findPoolPermit, moveIn, nextEvent, startTown, until, type Town } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown();
});
afterAll(() => town[Symbol.asyncDispose]());

test('a second device reads nothing before recovery, and everything after', async () => {
  await using first = await moveIn(town);
  const { matter, received } = await applied(town, first.person, { name: 'Ada', depth: 1 });
  await town.kiel.ask(received, 'Gibt es einen Zaun?', [{ code: 'yes', text: 'Ja' }]);
  await matter.answer(await nextEvent(matter, 'question'), 'yes');
  await matter.markRead();

  await using second = await moveIn(town, { personId: first.personId });
  expect(second.person.state).toBe('needs-recovery');
  expect(second.recoverySecret).toBeNull();
  await town.kiel.say(received, {
    kind: 'notice',
    id: crypto.randomUUID(),
    caseId: matter.id,
    text: 'Only for signed devices',
  });
  await nextEvent(matter, 'notice');
  expect(() => second.person.cases()).toThrow(expect.objectContaining({ code: 'recovery-needed' }));
  await expect(async () => second.person.drafts()).rejects.toMatchObject({ code: 'recovery-needed' });
  await expect(async () => second.person.connect(town.kiel.clientId)).rejects.toMatchObject({
    code: 'recovery-needed',
  });
  expect((await first.person.devices()).map((device) => device.signed)).toEqual(expect.arrayContaining([true, false]));

  await expect(second.person.recover('EsTx not the right secret at all')).rejects.toMatchObject({
    code: 'recovery-secret-wrong',
  });
  await using stranger = await moveIn(town);
  await expect(second.person.recover(stranger.recoverySecret ?? '')).rejects.toMatchObject({
    code: 'recovery-secret-wrong',
  });
  expect(second.person.state).toBe('needs-recovery');

  await second.person.recover(first.recoverySecret ?? '');
  expect(second.person.state).toBe('ready');
  expect(second.person.accountId).toBe(first.person.accountId);
  const same = await until(second.person, () => second.person.case(matter.id));
  await nextEvent(same, 'notice');
  expect(same.timeline.map(({ kind, verified }) => [kind, verified])).toEqual(
    matter.timeline.map(({ kind }) => [kind, true]),
  );
  expect(same.title).toBe('Schwimmbecken genehmigen');
  expect(same.unread).toBe(matter.unread);
  expect(await same.verifyReceipt()).toEqual(matter.receipt);

  const searchedFor = (text: string): (string | null)[] => second.person.search(text).map(({ eventId }) => eventId);
  expect(second.person.search('ZAUN gibt')).toMatchObject([
    { caseId: matter.id, excerpt: expect.stringContaining('Zaun') },
  ]);
  expect(searchedFor('schwimmbecken')).toEqual([null]);
  expect(searchedFor('Zaun Nachbar')).toEqual([]);

  await same.reply('Written on the second device');
  expect(await town.kiel.nextHeard('reply', matter.id)).toMatchObject({
    block: { text: 'Written on the second device' },
  });
  await nextEvent(matter, 'reply');
  await town.kiel.status(received, 'in-progress');
  await Promise.all([nextEvent(same, 'status'), nextEvent(matter, 'status')]);
  expect([matter.status, same.status]).toEqual(['in-progress', 'in-progress']);
  expect(second.person.connections()).toEqual(first.person.connections());
});

test('a device that was signed out keeps what was not sent, and sends it when the same person signs in there again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-signed-out-'));
  const key = randomBytes(32);
  const { directoryUrl: directory } = town;
  const lost = await moveIn(town, { store: await openStore(folder, key) });
  const { personId } = lost;
  const { matter } = await applied(town, lost.person, { name: 'Ada', depth: 1 });
  await using other = await moveIn(town, { personId });
  await other.person.recover(lost.recoverySecret ?? '');
  const [gone] = (await other.person.devices()).filter(({ current }) => !current);

  const authorise = async (url: string): Promise<void> => void (await confirmAtEid(url, personId));
  await other.person.signOutDevice(gone?.deviceId ?? '', { authorise });
  await until(lost.person, () => (lost.person.state === 'signed-out' ? true : null));
  expect(await lost.person.unsent()).toEqual({ drafts: 0, messages: 0, texts: 0 });
  const draft = await lost.person.draft(await findPoolPermit(lost.person));
  draft.set({ name: 'Ada', note: 'written too late' });
  await draft.attach('/photos/-', pdfFile('Ansicht.pdf'));
  await draft.save();
  expect(await lost.person.case(matter.id).reply('Said too late')).toBe('waiting');
  await matter.keepUnsentText('And another th');
  await lost.person.close();

  const offline = { homeserver: 'http://127.0.0.1:9', directory, store: await openStore(folder, key) };
  const { person: reader } = await signIn(offline);
  expect(reader.state).toBe('signed-out');
  expect(await reader.unsent()).toEqual({ drafts: 1, messages: 1, texts: 1 });
  expect(reader.case(matter.id).receipt).toEqual(matter.receipt);
  await reader.close();
  await expect(moveIn(town, { store: await openStore(folder, key) })).rejects.toMatchObject({
    code: 'store-of-another',
  });

  await using back = await moveIn(town, { store: await openStore(folder, key), personId });
  expect([back.person.state, back.recoverySecret]).toEqual(['ready', lost.recoverySecret]);
  expect(await town.kiel.nextHeard('reply', matter.id)).toMatchObject({ block: { text: 'Said too late' } });
  await until(other.person, async () => ((await other.person.drafts())[0]?.id === draft.id ? true : null));
  const [same] = await back.person.drafts();
  expect((await same?.open())?.answers).toEqual(draft.answers);
  expect(back.person.case(matter.id).timeline.every(({ verified, proof }) => verified && proof !== 'backup')).toBe(
    true,
  );
  expect(await back.person.unsent()).toEqual({ drafts: 0, messages: 0, texts: 1 });
  expect(back.person.case(matter.id).unsentText).toBe('And another th');
  const devices = await back.person.devices();
  expect(devices.map((device) => device.signed)).toEqual([true, true]);
  await rm(folder, { recursive: true, force: true });
});

test('a draft with a file is begun on one device and sent from another', async () => {
  await using first = await moveIn(town);
  const draft = await first.person.draft(await findPoolPermit(first.person));
  draft.set({ name: 'Ada' });
  await draft.attach('/photos/-', pdfFile('Ansicht.pdf'));
  await draft.save();

  await using second = await moveIn(town, { personId: first.personId });
  await second.person.recover(first.recoverySecret ?? '');
  const same = await (await second.person.drafts())[0]?.open();
  expect(same?.answers).toEqual(draft.answers);
  for (const attachment of same?.attachments ?? []) expect(await same?.file(attachment)).toHaveLength(2000);
  expect(same?.check().problems).toMatchObject([{ path: '/depth', code: 'required' }]);
  same?.set({ ...same.answers, depth: 2, fence: 'Holz' });
  await same?.save();
  const again = await until(first.person, async () => {
    const newest = await (await first.person.drafts())[0]?.open();
    return newest?.answers['depth'] === 2 ? newest : null;
  });
  expect(again.answers).toMatchObject({ name: 'Ada', depth: 2 });

  const matter = await same?.submit();
  const received = await town.kiel.nextApplication((application) => application.id === draft.id);
  const [photo] = received.application.attachments;
  expect(photo).toMatchObject({ field: '/photos/0', name: 'Ansicht.pdf' });
  expect(photo && (await town.kiel.channel.download(photo.file, 10_000))).toHaveLength(2000);
  await until(first.person, () => first.person.case(matter?.id ?? ''));
  await until(first.person, async () => ((await first.person.drafts()).length === 0 ? true : null));
});

test('a discarded draft is gone everywhere, and a large one is found again', async () => {
  await using first = await moveIn(town);
  const service = await findPoolPermit(first.person);
  const large = await first.person.draft(service);
  large.set({ name: 'Ada', depth: 3, fence: 'x'.repeat(2000), note: 'y'.repeat(19_000), more: 'z'.repeat(19_000) });
  await large.save();
  const discarded = await first.person.draft(service);
  await discarded.save();
  await discarded.discard();

  await using second = await moveIn(town, { personId: first.personId });
  await second.person.recover(first.recoverySecret ?? '');
  const drafts = await second.person.drafts();
  expect(drafts).toMatchObject([{ id: large.id, title: 'Schwimmbecken genehmigen', damaged: false }]);
  expect((await drafts[0]?.open())?.answers).toEqual(large.answers);
});

test('what was made before there was data becomes a connection at the operator, and the vault gets a data key', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-upgrade-'));
  const key = randomBytes(32);
  const first = await moveIn(town, { store: await openStore(folder, key) });
  const { matter } = await applied(town, first.person, { name: 'Ada', depth: 1 });
  await first.person.data.deleteAccount({ confirmed: true });
  await first.person.close();
  const { connectionId } = await makeOld(folder, key);

  await using second = await moveIn(town, { store: await openStore(folder, key), personId: first.personId });
  expect(second.person.connections()).toMatchObject([{ connectionId, agreed: false }]);
  await second.person.case(matter.id).reply('Still there?');
  await town.kiel.nextHeard('reply', matter.id);
  expect(second.person.connections()).toMatchObject([{ connectionId, agreed: true }]);
  const { connections } = await second.person.data.overview();
  expect(connections).toMatchObject([{ id: connectionId, service: { id: town.kiel.clientId } }]);

  await using third = await moveIn(town, { personId: first.personId });
  await third.person.recover(first.recoverySecret ?? '');
  expect((await third.person.data.overview()).connections).toEqual(connections);
  await rm(folder, { recursive: true, force: true });
});

test('an agency is invited for the connection that the operator knows; an ended one comes back as another', async () => {
  await using ada = await moveIn(town);
  const { matter } = await applied(town, ada.person, { name: 'Ada', depth: 1 });
  const [first] = (await ada.person.data.overview()).connections;
  expect(town.kiel.invitedFor.at(-1)).toBe(first?.id);

  await ada.person.data.disconnect(town.kiel.clientId);
  expect(ada.person.connections()).toMatchObject([{ ended: true, roomId: null }]);
  expect((await ada.person.data.overview()).connections).toEqual([]);
  await expect(matter.reply('Anybody there?')).rejects.toMatchObject({ code: 'connection-unknown' });
  expect(ada.person.case(matter.id).status).toBe('received');

  const draft = await ada.person.draft(await findPoolPermit(ada.person));
  draft.set({ name: 'Ada', depth: 2 });
  const again = await draft.submit();
  await nextEvent(again, 'receipt');
  const [second] = (await ada.person.data.overview()).connections;
  expect(second?.id).not.toBe(first?.id);
  expect(town.kiel.invitedFor.at(-1)).toBe(second?.id);
});
