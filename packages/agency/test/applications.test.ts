import { verifyReceipt, type Receipt } from '@posthorn/protocol';
import { openDirectory } from '@posthorn/channel/directory';
import { expect, test } from 'vitest';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

test('a person applies, is asked, sends a document and gets a decision with its letter', async () => {
  await using config = await freshAgencyConfig();
  const asked: string[] = [];
  await using agency = await startAgency(config, (office) => {
    office.onApplication('pond-permit', async (c) => {
      await c.status('in-progress', { step: 'check' });
      const fence = await c.ask('fence');
      const plants = await c.ask('plants');
      const sketch = await c.requestDocument('sketch');
      asked.push(fence.code, plants.codes.join('+'), sketch.name, String((await sketch.read()).length));
      await c.reply({ de: 'Danke für alles.', en: 'Thank you for everything.' });
      await c.decide({
        outcome: 'approved',
        text: { de: 'Der Teich ist genehmigt.', en: 'The pond is approved.' },
        files: [{ name: 'Bescheid.pdf', mediaType: 'application/pdf', bytes: pdf }],
      });
      await c.close();
    });
  });
  const record = await openDirectory(config.directory).agency(config.clientId);
  expect(record.matrix.userId).toBe(agency.userId);

  await using ada = await Person.connect(agency);
  const plan = await ada.attach(pdf, { field: '/plan' });
  const application = ada.application({ ...pondAnswers, plan: plan.id }, { attachments: [plan] });
  const root = await ada.apply(application);

  const receipt = await ada.hears('receipt');
  expect(receipt.event.threadRoot).toBe(root);
  const proof: Receipt = await verifyReceipt(receipt.block.jws, {
    agencyKey: record.jwk,
    answers: application.answers,
    attachments: application.attachments,
  });
  expect(proof.caseId).toBe(application.caseId);
  expect((await ada.statusOf(root)).status).toBe('success');

  const fence = await ada.hears('question', ({ block }) => block.template === 'fence');
  expect(fence.block.text).toBe('Bekommt der Teich einen Zaun?');
  await ada.say({
    kind: 'answer',
    id: crypto.randomUUID(),
    caseId: application.caseId,
    questionId: fence.block.id,
    codes: ['fence-no'],
    pollEventId: fence.event.eventId,
  });
  // The second vote comes from an ordinary client: no block, a poll response as any client sends it.
  const plants = await ada.hears('question', ({ block }) => block.template === 'plants');
  await ada.sendRaw('org.matrix.msc3381.poll.response', {
    'm.relates_to': { rel_type: 'm.reference', event_id: plants.event.eventId },
    'org.matrix.msc3381.poll.response': { answers: ['reed', 'lily'] },
  });
  const request = await ada.hears('document-request');
  const sketch = await ada.attach(pdf, { name: 'Skizze 🦆.pdf' });
  await ada.say(
    {
      kind: 'attachment',
      id: crypto.randomUUID(),
      caseId: application.caseId,
      requestId: request.block.id,
      attachment: sketch,
    },
    root,
  );

  const decision = await ada.hears('decision');
  expect(decision.body).toContain('genehmigt');
  const letter = await ada.hears('attachment');
  expect(await ada.channel.download(letter.block.attachment.file, 10_000)).toEqual(pdf);
  await ada.hears('status', ({ block }) => block.status === 'closed');
  expect(asked).toEqual(['fence-no', 'lily+reed', 'Skizze 🦆.pdf', String(pdf.length)]);
  expect(ada.heardAll('status').map(({ block }) => block.status)).toEqual([
    'received',
    'in-progress',
    'decided',
    'closed',
  ]);
  expect(ada.heardAll('receipt')).toHaveLength(1);
  await agency.idle();
  const desk = agency.case(application.caseId);
  expect(desk).toMatchObject({ status: 'closed', outcome: 'approved', work: 'finished' });
  expect(desk.files().map((file) => file.direction)).toEqual(['in', 'in', 'out']);
  expect(await desk.files()[0]?.read()).toEqual(pdf);
});

test('an application whose id was used in another room of the person is refused, and the next one is served', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using ada = await Person.connect(agency);
  const first = ada.application(pondAnswers);
  await ada.apply(first);
  await ada.hears('receipt');

  ada.roomId = await ada.channel.createRoom(agency.userId);
  await ada.hello();
  const again = ada.application(pondAnswers, { id: first.id });
  expect((await ada.statusOf(await ada.apply(again))).status).toBe('error');
  const refusal = await ada.hears('refusal', ({ block }) => block.caseId === again.caseId);
  expect(refusal.body).toContain('Unter dieser Nummer ist schon ein anderer Antrag eingegangen.');
  const next = ada.application(pondAnswers);
  expect((await ada.statusOf(await ada.apply(next))).status).toBe('success');
  expect(agency.cases().map(({ id }) => id)).toEqual([next.caseId, first.caseId]);
});
