import { isPosthornError } from '@posthorn/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Agency, AgencyConfig, HandlerCase } from '../src/index.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

type Work = (c: HandlerCase<Record<string, unknown>>) => Promise<void>;

let config: AgencyConfig & AsyncDisposable;
let agency: Agency;
let ada: Person;

beforeAll(async () => {
  config = await freshAgencyConfig();
  agency = await startAgency(config);
  ada = await Person.connect(agency, { language: 'en' });
  await vi.waitFor(() => expect(agency.connections()).toHaveLength(1), { timeout: 20_000 });
  await agency.close();
});
beforeEach(() => void ada.heard.splice(0));
afterEach(() => agency.close());
afterAll(async () => {
  await ada[Symbol.asyncDispose]();
  await config[Symbol.asyncDispose]();
});

/** The agency comes on the line, with a handler that does this work. */
async function start(work: Work): Promise<void> {
  agency = await startAgency(config, (opened) => opened.onApplication('pond-permit', work));
}

test('a handler that waits for days goes on after a restart: taken steps are not taken again', async () => {
  const calls: string[] = [];
  const work: Work = async (c) => {
    const reference = await c.step('book', () => {
      calls.push('book');
      return `R-${calls.length}`;
    });
    await c.status('in-progress', { step: 'check' });
    const [fence, plants] = await Promise.all([c.ask('fence'), c.ask('plants')]);
    calls.push(`${reference} ${fence.code} ${plants.codes.join('+')}`);
    await c.reply(`Ihr Zeichen: ${reference}`);
    await c.close();
  };
  await start(work);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  const fence = await ada.hears('question', ({ block }) => block.template === 'fence');
  const plants = await ada.hears('question', ({ block }) => block.template === 'plants');
  await agency.close();

  // The answers come while the gateway is away.
  const head = { kind: 'answer', caseId: application.caseId } as const;
  const answerTo = (question: typeof fence, codes: string[]): Promise<string> =>
    ada.say({
      ...head,
      id: crypto.randomUUID(),
      questionId: question.block.id,
      codes,
      pollEventId: question.event.eventId,
    });
  await answerTo(plants, ['lily']);
  await answerTo(fence, ['fence-yes']);
  await start(work);
  await ada.hears('notice', ({ block }) => block.text === 'Ihr Zeichen: R-1');
  await ada.hears('status', ({ block }) => block.status === 'closed');
  expect(calls).toEqual(['book', 'R-1 fence-yes lily']);
  expect(ada.heardAll('question')).toHaveLength(2);
  expect(ada.heardAll('status').map(({ block }) => block.status)).toEqual(['received', 'in-progress', 'closed']);
});

test('a handler whose code changed its order is parked with a clear message, and goes on once it is mended', async () => {
  const before: Work = async (c) => {
    await c.status('in-progress');
    await c.ask('fence');
    await c.close();
  };
  await start(before);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('question');
  await agency.close();

  await start(async (c) => {
    await c.ask('fence');
    await c.status('in-progress');
  });
  await expect.poll(() => agency.case(application.caseId).work).toBe('parked');
  const { handler } = agency.case(application.caseId);
  expect(handler.code).toBe('handler-changed');
  expect(handler.detail).toContain('Step 1 was status "in-progress"; now the handler does ask "fence" there.');
  expect(agency.health().parked).toBe(1);
  await agency.close();

  await start(before);
  expect(agency.case(application.caseId).work).toBe('parked');
  agency.case(application.caseId).resume();
  const question = await ada.hears('question');
  const codes = ['fence-no'];
  const { caseId } = application;
  await ada.say({
    kind: 'answer',
    id: crypto.randomUUID(),
    caseId,
    questionId: question.block.id,
    codes,
    pollEventId: question.event.eventId,
  });
  await ada.hears('status', ({ block }) => block.status === 'closed');
  expect(ada.heardAll('question')).toHaveLength(1);
});

test('a handler that throws is tried again, parked after five times, and its case is never lost', async () => {
  let fails = true;
  let attempts = 0;
  await start(async (c) => {
    await c.status('in-progress');
    attempts += 1;
    if (fails) throw new Error('the register is away');
    await c.close();
  });
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await expect.poll(() => agency.case(application.caseId).work, { timeout: 20_000 }).toBe('parked');
  expect(agency.case(application.caseId).handler).toEqual({
    code: 'handler-failed',
    detail: 'the register is away',
    attempts: 5,
  });
  expect(attempts).toBe(5);
  fails = false;
  agency.case(application.caseId).resume();
  await ada.hears('status', ({ block }) => block.status === 'closed');
  expect(ada.heardAll('status').map(({ block }) => block.status)).toEqual(['received', 'in-progress', 'closed']);
});

test('a withdrawal reaches the handler that waits, also over a restart', async () => {
  const seen: string[] = [];
  const work: Work = async (c) => {
    try {
      await c.ask('fence');
    } catch (error) {
      seen.push(isPosthornError(error) ? error.code : 'other');
      await c.reply('Schade.');
      throw error;
    }
  };
  await start(work);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('question');
  await agency.close();
  await ada.say({ kind: 'withdrawal', id: crypto.randomUUID(), caseId: application.caseId, reason: 'anderer Garten' });
  await start(work);
  await ada.hears('notice', ({ block }) => block.text === 'Schade.');
  await ada.hears('status', ({ block }) => block.status === 'withdrawn');
  await expect.poll(() => agency.case(application.caseId).work).toBe('finished');
  expect(seen).toEqual(['case-withdrawn']);
  expect(() => agency.case(application.caseId).ask('fence')).toThrow(
    expect.objectContaining({ code: 'case-withdrawn' }) as Error,
  );
});

test('people work on a case by hand: letters, questions, files, a decision', async () => {
  agency = await startAgency(config);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('receipt');
  const desk = agency.case(application.caseId);
  expect(agency.cases({ service: 'pond-permit', status: 'received' }).map(({ id }) => id)).toEqual([
    application.caseId,
  ]);
  desk.setStatus('in-progress', { step: 'check', text: { de: 'Wir prüfen.', en: 'We check.' } });
  const questionId = desk.ask({ text: 'How deep?', choices: [{ code: 'deep', text: 'Deep' }] });
  const question = await ada.hears('question', ({ block }) => block.id === questionId);
  await ada.say({
    kind: 'answer',
    id: crypto.randomUUID(),
    caseId: application.caseId,
    questionId,
    codes: ['deep'],
    pollEventId: question.event.eventId,
  });
  await expect.poll(() => desk.questions().map(({ answer }) => answer)).toEqual([['deep']]);
  expect(() => desk.ask('no-such-template')).toThrow(/Use one of: fence, plants|template/);
  expect(() => desk.reply('x'.repeat(20_001))).toThrow(expect.objectContaining({ code: 'message-invalid' }) as Error);
  await desk.sendFile({ name: 'map.txt', mediaType: 'text/plain', bytes: new TextEncoder().encode('here') });
  await desk.decide({ outcome: 'rejected', text: 'Too deep.' });
  await ada.hears('decision');
  await ada.hears('status', ({ block }) => block.status === 'rejected');
  desk.close();
  await ada.hears('status', ({ block }) => block.status === 'closed');
  expect(() => desk.reply('one more thing')).toThrow(expect.objectContaining({ code: 'case-closed' }) as Error);
  expect(desk.history().map(({ direction, kind }) => `${direction} ${kind}`)).toEqual([
    'in application',
    'out receipt',
    'out status',
    'out status',
    'out question',
    'in answer',
    'out attachment',
    'out decision',
    'out status',
    'out status',
  ]);

  const letter = agency.openCase(ada.connectionId, { title: { de: 'Brief', en: 'Letter' }, text: 'Please come by.' });
  const notice = await ada.hears('notice', ({ block }) => block.caseId === letter);
  expect(notice.block.title).toBe('Letter');
  agency.case(letter).reply('P.S.');
  const postscript = await ada.hears('notice', ({ block }) => block.text === 'P.S.');
  expect(postscript.event.threadRoot).toBe(notice.event.eventId);
});
