import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type Stack } from '@posthorn/stack';
import { Counter } from './counter.ts';
import { Office } from './office.ts';
import { filledDraft, moveIn, nextEvent, type Resident } from './residents.ts';

const kiel = 'https://kiel.example';
let parts: AsyncDisposableStack;
let stack: Stack;
let office: Office;
let resident: Resident;

beforeAll(async () => {
  parts = new AsyncDisposableStack();
  stack = parts.use(await startStack({ parts: ['homeserver', 'eid', 'operator'] }));
  const services = ['registration-certificate'];
  office = parts.use(await Office.open(stack, { clientId: kiel, localpart: 'kiel', services }));
  resident = parts.use(await moveIn(stack));
}, 120_000);
afterAll(() => parts.disposeAsync(), 120_000);

test(
  'an agency that was away gets three hundred messages in order, more than one sync carries',
  { timeout: 300_000 },
  async () => {
    const matter = await (await filledDraft(resident.person, kiel, 'registration-certificate')).submit();
    await nextEvent(matter, 'receipt');

    await office.goAway();
    const sent = Array.from({ length: 300 }, (_, index) => `message ${index}`);
    for (const text of sent) await matter.reply(text);

    const arrived = new Counter();
    await office.comeBack();
    office.agency.onMessage((message) => {
      if (message.kind === 'reply') arrived.add();
    });
    const already = replies(matter.id).length;
    await arrived.reaches(sent.length - already);
    expect(replies(matter.id)).toEqual(sent);
  },
);

test(
  'both sides go on by themselves after the homeserver was stopped, and what was said meanwhile arrives',
  { timeout: 240_000 },
  async () => {
    const first = await (await filledDraft(resident.person, kiel, 'registration-certificate')).submit();
    await nextEvent(first, 'receipt');

    await stack.supervisor.stopPart('homeserver');
    const second = await (await filledDraft(resident.person, kiel, 'registration-certificate')).submit();
    expect(second.status).toBe('sending');
    expect(await first.reply('written while the line was down')).toBe('waiting');
    office.agency.case(first.id).reply({ de: 'Bitte um etwas Geduld.', en: 'Please be patient.' });
    const said = new Promise<void>((resolve) => {
      office.agency.onMessage((message) => {
        if (message.kind === 'reply') resolve();
      });
    });
    await stack.supervisor.startPart('homeserver');

    await said;
    expect(replies(first.id)).toEqual(['written while the line was down']);
    expect((await nextEvent(first, 'notice')).text).toBe('Please be patient.');
    await nextEvent(second, 'receipt');
    expect((await second.verifyReceipt()).caseId).toBe(second.id);
  },
);

function replies(caseId: string): unknown[] {
  const history = office.agency.case(caseId).history();
  return history.filter((message) => message.kind === 'reply').map((message) => message.body['text']);
}
