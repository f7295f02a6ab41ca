import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyReceiptProof } from '../src/index.ts';
import { pdfFile } from './pool-permit.ts';
import { findPoolPermit, kielId, moveIn, nextEvent, startTown, type Town } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await startTown();
});
afterAll(() => town[Symbol.asyncDispose]());

test('a new person finds a service, applies with a file, and gets an answer to everything', async () => {
  await using resident = await moveIn(town);
  const { person } = resident;
  expect(person.state).toBe('ready');
  expect(resident.recoverySecret).toMatch(/^([A-Za-z0-9]{4} ?){12}$/);
  expect(person.accountId).toMatch(/^egendata:\/\/account\/[0-9a-f-]{36}$/);

  const service = await findPoolPermit(person);
  expect(service).toMatchObject({ id: 'pool-permit', title: 'Schwimmbecken genehmigen', agency: { id: kielId } });
  expect(service.fee).toMatch(/42,00\s€/);

  const draft = await person.draft(service);
  draft.set({ name: 'Ada', depth: 1.2, fence: 'is not asked for in a shallow pool' });
  const plan = await draft.attach('plan', pdfFile('Lageplan.pdf', 150_000));
  expect(draft.check()).toMatchObject({ valid: true, fee: { amount: 4200 } });

  const progress: [number, number][] = [];
  const matter = await draft.submit({ onProgress: (sent, total) => progress.push([sent, total]) });
  expect(progress.at(-1)).toEqual([150_000, 150_000]);
  expect(matter.title).toBe('Schwimmbecken genehmigen');

  const received = await town.kiel.nextApplication((application) => application.caseId === matter.id);
  expect(received.application.answers).toEqual({ name: 'Ada', depth: 1.2, plan: plan.id });
  expect(received.application.attachments).toMatchObject([{ id: plan.id, field: '/plan', name: 'Lageplan.pdf' }]);
  expect(await town.kiel.nextHeard('attachment', matter.id)).toMatchObject({ body: 'Lageplan.pdf' });

  const receipt = await nextEvent(matter, 'receipt');
  expect(receipt).toMatchObject({ verified: true, proof: 'signature', from: 'agency' });
  expect(matter.status).toBe('received');
  expect(await matter.verifyReceipt()).toEqual(receipt.receipt);
  const proof = structuredClone(await matter.receiptProof());
  expect(await verifyReceiptProof(proof)).toMatchObject({
    agency: { id: kielId },
    answers: { name: 'Ada', depth: 1.2 },
  });
  await expect(verifyReceiptProof({ ...proof, answers: '{"name":"Eve"}' })).rejects.toMatchObject({
    code: 'receipt-invalid',
  });

  await town.kiel.ask(received, 'Gibt es einen Zaun?', [
    { code: 'yes', text: 'Ja' },
    { code: 'no', text: 'Nein' },
  ]);
  const question = await nextEvent(matter, 'question');
  expect(matter.openQuestions).toHaveLength(1);
  await expect(matter.answer(question, 'perhaps')).rejects.toMatchObject({ code: 'answer-invalid' });
  expect(await matter.answer(question, 'yes')).toBe('sent');
  expect(await town.kiel.nextHeard('answer', matter.id)).toMatchObject({ codes: ['yes'] });
  expect(matter.openQuestions).toEqual([]);
  expect(matter.answerTo(question)).toEqual(['yes']);

  const request = {
    id: crypto.randomUUID(),
    caseId: matter.id,
    text: 'Ein Bild',
    accept: ['application/pdf'],
    maxSize: 5000,
  };
  await town.kiel.say(received, { kind: 'document-request', ...request, due: '2027-01-31' });
  const asked = await nextEvent(matter, 'document-request');
  expect(matter.deadlines).toMatchObject([{ due: '2027-01-31', met: false }]);
  await expect(matter.upload(asked, pdfFile('zu-gross.pdf', 5001))).rejects.toMatchObject({ code: 'file-too-large' });
  await matter.upload(asked, pdfFile('Bild.pdf', 3000));
  expect(await town.kiel.nextHeard('attachment', matter.id)).toBeDefined();
  expect(matter.openDocumentRequests).toEqual([]);
  expect(matter.deadlines).toMatchObject([{ met: true }]);

  await matter.reply('Danke!');
  expect(await town.kiel.nextHeard('reply', matter.id)).toMatchObject({ block: { text: 'Danke!' } });

  const letter = pdfFile('letter', 4000).bytes;
  await town.kiel.decide(received, 'approved', letter);
  const decision = await nextEvent(matter, 'decision');
  expect(decision).toMatchObject({ verified: true, proof: 'signature', decision: { outcome: 'approved' } });
  expect(matter.status).toBe('decided');
  const [file] = decision.decision?.files ?? [];
  if (!file) throw new Error('the decision has no letter');
  expect(await matter.download(file)).toEqual(letter);
  await expect(matter.download({ ...file, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'file-corrupt' });

  await nextEvent(matter, 'attachment', ({ from }) => from === 'agency');
  expect(matter.unread).toBeGreaterThan(0);
  await matter.markRead();
  expect(matter.unread).toBe(0);
  expect(matter.timeline[0]).toMatchObject({ kind: 'application', delivery: 'understood' });
  expect(await person.drafts()).toEqual([]);
});
