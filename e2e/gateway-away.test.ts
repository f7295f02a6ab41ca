import { expect, test } from 'vitest';
import { startStack } from '@posthorn/stack';
import { Counter } from './counter.ts';
import { Office } from './office.ts';
import { filledDraft, moveIn, nextEvent } from './residents.ts';

const kiel = 'https://kiel.example';

test(
  'an agency that was away gets three hundred messages in order, more than one sync carries',
  { timeout: 300_000 },
  async () => {
    await using stack = await startStack({ parts: ['homeserver', 'eid', 'operator'] });
    await using office = await Office.open(stack, {
      clientId: kiel,
      localpart: 'kiel',
      services: ['registration-certificate'],
    });
    await using resident = await moveIn(stack);
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
    const already = replies(office, matter.id).length;
    await arrived.reaches(sent.length - already);
    expect(replies(office, matter.id)).toEqual(sent);
  },
);

test(
  'both sides go on by themselves after the homeserver was stopped, and what was said meanwhile arrives',
  { timeout: 240_000 },
  async () => {
    await using stack = await startStack({ parts: ['homeserver', 'eid', 'operator'] });
    await using office = await Office.open(stack, {
      clientId: kiel,
      localpart: 'kiel',
      services: ['registration-certificate'],
    });
    await using resident = await moveIn(stack);
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
    expect(replies(office, first.id)).toEqual(['written while the line was down']);
    expect((await nextEvent(first, 'notice')).text).toBe('Please be patient.');
    await nextEvent(second, 'receipt');
    expect((await second.verifyReceipt()).caseId).toBe(second.id);
  },
);

function replies(office: Office, caseId: string): unknown[] {
  const history = office.agency.case(caseId).history();
  return history.filter((message) => message.kind === 'reply').map((message) => message.body['text']);
}
