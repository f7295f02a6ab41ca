import { signInWithPassword } from '@posthorn/channel';
import { generateSigningKey, writeContent } from '@posthorn/protocol';
import { forgeThroughBackup, startTestDirectory } from '@posthorn/stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BareAgency } from './bare-agency.ts';
import { poolPermit } from './pool-permit.ts';
import { replaceIdentity } from './replace-identity.ts';
import { applied, findPoolPermit, kielId, moveIn, nextEvent, startTown, until, type Town } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown();
});
afterAll(() => town[Symbol.asyncDispose]());

test('receipts and decisions that the agency did not sign are shown as such and change nothing', async () => {
  await using resident = await moveIn(town);
  town.kiel.confirms = false;
  const draft = await resident.person.draft(await findPoolPermit(resident.person));
  draft.set({ name: 'Ada', depth: 1 });
  const matter = await draft.submit();
  const received = await town.kiel.nextApplication((application) => application.id === draft.id);
  town.kiel.confirms = true;
  await expect(matter.verifyReceipt()).rejects.toMatchObject({ code: 'receipt-missing' });

  const forger = await generateSigningKey();
  await town.kiel.confirm(received, forger);
  const forged = await nextEvent(matter, 'receipt');
  expect(forged).toMatchObject({ verified: false, proof: null, receipt: null, problem: { code: 'receipt-invalid' } });
  expect(matter.status).toBe('submitted');
  expect(matter.receipt).toBeNull();
  await expect(matter.verifyReceipt()).rejects.toMatchObject({ code: 'receipt-invalid' });

  await town.kiel.confirm(received, town.kiel.key, { ...received.application, answers: { name: 'Eve', depth: 1 } });
  const ofOtherAnswers = await nextEvent(matter, 'receipt', ({ eventId }) => eventId !== forged.eventId);
  expect(ofOtherAnswers).toMatchObject({ verified: false, problem: { code: 'receipt-invalid' } });

  await town.kiel.decide(received, 'rejected', new Uint8Array([1, 2, 3]), forger);
  expect(await nextEvent(matter, 'decision')).toMatchObject({
    verified: false,
    decision: null,
    problem: { code: 'signature-invalid' },
  });
  expect([matter.status, matter.decision]).toEqual(['submitted', null]);

  await town.kiel.confirm(received);
  await nextEvent(matter, 'receipt', ({ verified }) => verified);
  expect(matter.status).toBe('received');
  expect((await matter.verifyReceipt()).applicationId).toBe(draft.id);
});

test('a refusal rejects the case for its reasons, but only one that the agency has signed for this case', async () => {
  await using resident = await moveIn(town);
  const { received: another } = await applied(town, resident.person, { name: 'Ada', depth: 3 });
  town.kiel.confirms = false;
  const draft = await resident.person.draft(await findPoolPermit(resident.person));
  draft.set({ name: 'Ada', depth: 1 });
  const matter = await draft.submit();
  const received = await town.kiel.nextApplication((application) => application.id === draft.id);
  town.kiel.confirms = true;
  const reasons = [{ code: 'minimum', path: '/depth', message: 'Das Becken ist zu flach.' }];

  await town.kiel.refuse(received, reasons, await generateSigningKey());
  const forged = await nextEvent(matter, 'refusal');
  const unproven = { verified: false, proof: null, refusal: null };
  expect(forged).toMatchObject({ ...unproven, problem: { code: 'signature-invalid' } });
  expect(matter.status).toBe('submitted');

  await town.kiel.refuse(received, reasons, town.kiel.key, another.application);
  const misplaced = await nextEvent(matter, 'refusal', ({ eventId }) => eventId !== forged.eventId);
  expect(misplaced).toMatchObject({ ...unproven, problem: { code: 'signature-misplaced' } });
  expect(matter.status).toBe('submitted');

  await town.kiel.refuse(received, reasons);
  const refused = await nextEvent(matter, 'refusal', ({ verified }) => verified);
  expect(refused).toMatchObject({ from: 'agency', proof: 'signature', problem: null });
  expect(refused.refusal).toMatchObject({ agency: kielId, caseId: matter.id, applicationId: draft.id, reasons });
  expect(refused.body).toContain('Das Becken ist zu flach.');
  expect([matter.status, matter.receipt]).toEqual(['rejected', null]);
});

test('an agency whose registered key was swapped gets nothing', async () => {
  await using other = await startTown();
  await using resident = await moveIn(other);
  const { person } = resident;
  const { matter } = await applied(other, person, { name: 'Ada', depth: 1 });
  const service = await findPoolPermit(person);
  const applications = other.kiel.applications.length;

  // The person's directory is now one in which somebody else is Kiel.
  await using rogue = await startTestDirectory();
  const { homeserver } = other;
  const settings = { clientId: kielId, homeserver, directoryUrl: rogue.url, service: poolPermit() };
  await using impostor = await BareAgency.open(settings);
  await using device = await moveIn({ ...other, directoryUrl: rogue.url }, { personId: resident.personId });
  await device.person.recover(resident.recoverySecret ?? '');
  await expect(device.person.connect(kielId)).rejects.toMatchObject({
    code: 'agency-key-changed',
    mend: expect.stringContaining('Nothing is sent'),
  });
  await expect(device.person.service({ id: service.id, agency: service.agency })).rejects.toMatchObject({
    code: 'agency-key-changed',
  });
  const draft = await person.draft(service);
  draft.set({ name: 'Ada', depth: 1 });
  await draft.save();
  const saved = await until(device.person, async () => (await device.person.drafts())[0] ?? null);
  expect(saved.title).toBe('Schwimmbecken genehmigen');
  await expect(saved.open()).rejects.toMatchObject({ code: 'agency-key-changed' });
  expect(other.kiel.applications).toHaveLength(applications);
  expect(impostor.heard).toEqual([]);
  expect(matter.status).toBe('received');
});

test('an agency whose Matrix identity was swapped gets nothing until its registered key attests the new one', async () => {
  await using other = await startTown();
  await using resident = await moveIn(other);
  const { person } = resident;
  const { matter } = await applied(other, person, { name: 'Ada', depth: 1 });

  const masterKey = await replaceIdentity(other.kiel.channel.session, other.kiel.password);
  await expect(person.connect(kielId)).rejects.toMatchObject({ code: 'identity-changed' });
  await expect(matter.reply('My secret')).rejects.toMatchObject({ code: 'identity-changed' });
  const stopped = { kind: 'reply', delivery: 'stopped', problem: { code: 'identity-changed' } };
  expect(matter.timeline.at(-1)).toMatchObject(stopped);
  await person.retry();
  await until(person, () => (matter.timeline.at(-1)?.delivery === 'stopped' ? true : null));

  await other.kiel.register({ userId: other.kiel.channel.session.userId, masterKey });
  await person.retry();
  await nextEvent(matter, 'reply');
});

test('an agency whose identity at the homeserver is not the one it has signed gets no room at all', async () => {
  await using other = await startTown();
  await using resident = await moveIn(other);
  const { userId } = other.kiel.channel.session;
  await other.kiel.register({ userId, masterKey: 'A'.repeat(43) });
  await expect(resident.person.connect(kielId)).rejects.toMatchObject({ code: 'identity-changed' });
  expect(other.kiel.channel.rooms()).toEqual([]);
  await other.kiel.register();
  expect(await resident.person.connect(kielId)).toMatchObject({ agency: kielId, roomId: expect.stringMatching(/^!/) });
});

test('whoever replaces the identity of the person is not attested, and reads nothing that the person writes', async () => {
  await using other = await startTown();
  await using resident = await moveIn(other);
  const { person, personId } = resident;
  const { matter } = await applied(other, person, { name: 'Ada', depth: 1 });
  const greeted = other.kiel.heard.filter(({ read }) => read.kind === 'hello').length;

  await other.homeserver.setPassword(person.userId, 'of the rogue');
  await replaceIdentity(await other.homeserver.signInAtEid(personId), 'of the rogue');
  await expect(person.connect(kielId)).rejects.toMatchObject({ code: 'own-identity-replaced' });
  await expect(matter.reply('My secret')).rejects.toMatchObject({ code: 'own-identity-replaced' });
  expect(matter.timeline.at(-1)).toMatchObject({ kind: 'reply', delivery: 'stopped' });
  expect(other.kiel.heard.filter(({ read }) => read.kind === 'hello')).toHaveLength(greeted);
});

test('a message that the homeserver forged through the key backup is shown as not proven and changes nothing', async () => {
  await using resident = await moveIn(town);
  const { matter, received } = await applied(town, resident.person, { name: 'Ada', depth: 1 });
  const before = matter.status;

  const text = 'Transfer 100 euros to this account.';
  const notice = { kind: 'notice', id: crypto.randomUUID(), caseId: matter.id, text } as const;
  const status = { kind: 'status', id: crypto.randomUUID(), caseId: matter.id, status: 'rejected' } as const;
  // Any session of the person tells what the homeserver knows by itself: the public part of the backup key.
  const person = await town.homeserver.signInAtEid(resident.personId);
  const sender = await signInWithPassword(
    town.homeserver.url,
    town.kiel.channel.session.userId,
    town.kiel.password,
    'rogue',
  );
  for (const message of [notice, status]) {
    const forged = writeContent(message, 'de', { threadRoot: received.eventId });
    await forgeThroughBackup({ person, sender, roomId: received.roomId, ...forged });
  }

  const shown = await nextEvent(matter, 'notice');
  expect(shown).toMatchObject({ verified: false, proof: null, problem: { code: 'sender-not-proven' } });
  expect(await nextEvent(matter, 'status', (event) => event.status === 'rejected')).toMatchObject({ verified: false });
  expect(matter.status).toBe(before);
});
