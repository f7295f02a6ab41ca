import { expect, inject, test } from 'vitest';
import { openInterceptor } from './interceptor.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

const pdf = new TextEncoder().encode('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

test('a file that cannot be fetched now delays its own case, keeps its order, and delays nobody else', async () => {
  await using line = await openInterceptor(inject('homeserverUrl'));
  await using config = await freshAgencyConfig();
  await using agency = await startAgency({ ...config, homeserver: line.url });
  await using ada = await Person.connect(agency);
  line.judge = (_method, path) => (path.includes('/media/download/') ? 'drop' : 'pass');
  const plan = await ada.attach(pdf, { field: '/plan' });
  const slow = ada.application({ ...pondAnswers, plan: plan.id }, { attachments: [plan] });
  const root = await ada.apply(slow);
  await ada.say({ kind: 'reply', id: crypto.randomUUID(), caseId: slow.caseId, text: 'and I forgot to say' }, root);
  const quick = ada.application(pondAnswers);
  await ada.apply(quick);
  await ada.hears('receipt', ({ block }) => block.caseId === quick.caseId);
  expect(agency.cases().map(({ id }) => id)).toEqual([quick.caseId]);
  expect(agency.health().inbox.pending).toBe(2);

  await line.release();
  await ada.hears('receipt', ({ block }) => block.caseId === slow.caseId);
  await expect
    .poll(() =>
      agency
        .case(slow.caseId)
        .history()
        .map(({ kind }) => kind),
    )
    .toEqual(['application', 'receipt', 'status', 'reply']);
});

test('a message whose answer was lost is known by its echo, and not said twice', async () => {
  await using line = await openInterceptor(inject('homeserverUrl'));
  await using config = await freshAgencyConfig();
  await using agency = await startAgency({ ...config, homeserver: line.url });
  await using ada = await Person.connect(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('status');
  await agency.idle();

  const seen = new Set<string>();
  line.judge = (method, path) => {
    if (method !== 'PUT' || !path.includes('/send/m.room.encrypted/')) return 'pass';
    // The first try gets through without an answer; later ones get nowhere, as if the homeserver had forgotten the transaction.
    const first = !seen.has(path);
    seen.add(path);
    return first ? 'lose-answer' : 'drop';
  };
  agency.case(application.caseId).reply('only once');
  await expect.poll(() => agency.health().outbox.waiting, { timeout: 20_000 }).toBe(0);
  await ada.hears('notice', ({ block }) => block.text === 'only once');
  expect(seen.size).toBe(1);
});

test('a message whose key comes late waits for it and is not lost', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using line = await openInterceptor(inject('homeserverUrl'));
  await using ada = await Person.arrive(agency, { homeserver: line.url });
  line.judge = (_method, path) => (path.includes('/sendToDevice/m.room.encrypted') ? 'delay' : 'pass');
  await ada.hello();
  const application = ada.application(pondAnswers);
  const root = await ada.apply(application);
  await ada.say({ kind: 'reply', id: crypto.randomUUID(), caseId: application.caseId, text: 'still there?' }, root);
  await expect.poll(() => agency.health().inbox.undecryptable, { timeout: 20_000 }).toBe(3);
  await line.release();
  await ada.hears('receipt');
  await expect
    .poll(() =>
      agency
        .case(application.caseId)
        .history()
        .map(({ kind }) => kind),
    )
    .toContain('reply');
  expect(agency.health().inbox.undecryptable).toBe(0);
});
