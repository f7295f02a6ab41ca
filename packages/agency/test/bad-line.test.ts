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

test('messages that come with the state of a moment before the agency joined are received all the same, also after a restart', async () => {
  await using line = await openInterceptor(inject('homeserverUrl'));
  await using config = await freshAgencyConfig();
  const behindLine = { ...config, homeserver: line.url };
  let agency = await startAgency(behindLine);
  line.rewrite = showInvitedWithMessages(agency.userId);
  await using ada = await Person.connect(agency);
  await expect.poll(() => agency.connections().length).toBe(1);
  const application = ada.application(pondAnswers);
  const root = await ada.apply(application);
  await ada.hears('receipt');
  await agency.close();

  const reply = { kind: 'reply', caseId: application.caseId } as const;
  await ada.say({ ...reply, id: crypto.randomUUID(), text: 'while you were away' }, root);
  agency = await startAgency(behindLine);
  await ada.say({ ...reply, id: crypto.randomUUID(), text: 'now that you are back' }, root);
  const texts = (): unknown[] =>
    agency
      .case(application.caseId)
      .history()
      .filter(({ kind }) => kind === 'reply')
      .map(({ body }) => body['text']);
  await expect.poll(texts).toEqual(['while you were away', 'now that you are back']);
  await agency.close();
});

/** As Synapse does when a message was sent while the user joined: the state beside it still says that the user is invited. */
function showInvitedWithMessages(userId: string): (path: string, answer: string) => string {
  const invitations = new Map<string, SyncEvent>();
  return (path, answer) => {
    if (!path.includes('/sync?')) return answer;
    const sync = JSON.parse(answer) as SyncAnswer;
    for (const [roomId, { invite_state: state }] of Object.entries(sync.rooms?.invite ?? {})) {
      const invitation = state.events.find(({ type, state_key: key }) => type === 'm.room.member' && key === userId);
      if (invitation) invitations.set(roomId, invitation);
    }
    for (const [roomId, { state, timeline }] of Object.entries(sync.rooms?.join ?? {})) {
      const invitation = invitations.get(roomId);
      const joins = timeline.events.some(({ state_key: key }) => key === userId);
      if (invitation && !joins) state.events.push(invitation);
    }
    return JSON.stringify(sync);
  };
}

interface SyncEvent {
  type: string;
  state_key?: string;
}

interface SyncAnswer {
  rooms?: {
    invite?: Record<string, { invite_state: { events: SyncEvent[] } }>;
    join?: Record<string, { state: { events: SyncEvent[] }; timeline: { events: SyncEvent[] } }>;
  };
}

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
