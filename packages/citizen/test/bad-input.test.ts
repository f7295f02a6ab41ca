import { blockKey, type Json } from '@posthorn/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idsOf } from './bare-agency.ts';
import { pdfFile } from './pool-permit.ts';
import { applied, findPoolPermit, moveIn, nextEvent, startTown, type Resident, type Town } from './town.ts';

const hostile =
  '<script>alert(1)</script> & "quotes" \u202eRTL \u05e9\u05dc\u05d5\u05dd \u{1f9d1}\u200d\u{1f680} \u0000'.replace(
    '\u0000',
    '',
  );

let town: Town;
let resident: Resident;
beforeAll(async () => {
  town = await startTown();
  resident = await moveIn(town, { language: 'en' });
});
afterAll(async () => {
  await resident.person.close();
  await town[Symbol.asyncDispose]();
});

test('names of 200 characters, right-to-left text, emoji and HTML arrive as they are, as text', async () => {
  const name = `${hostile}${'ñ'.repeat(200)}`.slice(0, 200);
  const fence = hostile.repeat(10);
  const { matter, received } = await applied(town, resident.person, { name, depth: 3, fence });
  expect(received.application.answers).toEqual({ name, depth: 3, fence });
  await matter.reply(hostile);
  expect(await town.kiel.nextHeard('reply', matter.id)).toMatchObject({ block: { text: hostile }, body: hostile });
  await town.kiel.say(received, { kind: 'notice', ...idsOf(received), text: hostile });
  expect(await nextEvent(matter, 'notice')).toMatchObject({ text: hostile, verified: true });
});

test('a name that is too long, a missing and a wrong answer are told in the language of the person', async () => {
  const draft = await resident.person.draft(await findPoolPermit(resident.person));
  draft.set({ name: 'x'.repeat(201), depth: 'deep' });
  expect(draft.check().problems).toMatchObject([
    { path: '/name', code: 'max-length', message: expect.stringMatching(/200/) },
    { path: '/depth', code: 'type' },
  ]);
  await expect(draft.submit()).rejects.toMatchObject({
    code: 'answers-invalid',
    details: {
      problems: [
        { path: '/name', code: 'max-length' },
        { path: '/depth', code: 'type' },
      ],
    },
  });
  expect(JSON.stringify(await draft.submit().catch((error: Error) => error.message))).not.toContain('xxx');
});

test('a file that is not allowed is refused at once and leaves the draft as it was', async () => {
  const draft = await resident.person.draft(await findPoolPermit(resident.person));
  draft.set({ name: 'Ada', depth: 1 });
  const program = {
    name: 'plan.pdf',
    mediaType: 'application/pdf',
    bytes: new TextEncoder().encode('MZ\u0000program'),
  };
  const refused: [string, string, ReturnType<typeof pdfFile>][] = [
    ['plan', 'file-type-not-allowed', program],
    ['plan', 'file-type-not-allowed', { ...pdfFile('plan.exe'), mediaType: 'application/x-msdownload' }],
    ['plan', 'file-too-large', pdfFile('plan.pdf', 200_001)],
    ['plan', 'file-empty', { ...pdfFile('plan.pdf'), bytes: new Uint8Array() }],
    ['plan', 'file-name-invalid', pdfFile('  ')],
    ['plan', 'file-name-invalid', pdfFile('a\nb.pdf')],
    ['plan', 'file-name-invalid', pdfFile(`${'x'.repeat(256)}.pdf`)],
    ['name', 'attachment-field-unknown', pdfFile('plan.pdf')],
    ['/photos/7', 'attachment-field-unknown', pdfFile('plan.pdf')],
    ['/__proto__/plan', 'attachment-field-unknown', pdfFile('plan.pdf')],
  ];
  for (const [field, code, file] of refused) {
    await expect(draft.attach(field, file)).rejects.toMatchObject({ code, mend: expect.stringMatching(/\.$/) });
  }
  expect(draft.answers).toEqual({ name: 'Ada', depth: 1 });
  expect(draft.attachments).toEqual([]);
  expect((await draft.attach('plan', pdfFile('C:\\secret\\folder/plan.pdf'))).name).toBe('plan.pdf');
});

test('a file is taken out again, and one of a hidden or emptied field is not sent', async () => {
  const draft = await resident.person.draft(await findPoolPermit(resident.person));
  draft.set({ name: 'Ada', depth: 1 });
  await draft.attach('plan', pdfFile('wrong.pdf'));
  const right = await draft.attach('plan', pdfFile('right.pdf'));
  const torn = await draft.attach('/photos/-', pdfFile('torn.pdf'));
  await draft.detach(torn.id);
  draft.set({ name: 'Ada', depth: 1, plan: right.id });
  expect(draft.attachments.map(({ name }) => name)).toEqual(['wrong.pdf', 'right.pdf']);
  await expect(draft.file(torn)).rejects.toMatchObject({ code: 'file-gone' });
  expect(draft.check()).toMatchObject({ valid: true });
  const matter = await draft.submit();
  const received = await town.kiel.nextApplication((application) => application.caseId === matter.id);
  expect(received.application.attachments.map(({ name }) => name)).toEqual(['right.pdf']);
});

test('broken, newer and misplaced messages of an agency are shown and change nothing', async () => {
  const { matter, received } = await applied(town, resident.person, { name: 'Ada', depth: 1 });
  const send = (content: Record<string, Json>, type = 'm.room.message'): Promise<string> => {
    const thread = { rel_type: 'm.thread', event_id: received.eventId };
    return town.kiel.channel.send(
      received.roomId,
      { type, content: { ...content, 'm.relates_to': thread } },
      crypto.randomUUID(),
    );
  };
  const text = (body: string): Record<string, Json> => ({ msgtype: 'm.text', body });
  const status = { v: 1, ...idsOf(received), status: 'decided' };
  await send({ ...text('broken'), [blockKey('status')]: { ...status, status: 'abolished' } });
  await send({ ...text('newer'), [blockKey('status')]: { ...status, v: 2 } });
  await send({ ...text('unheard of'), 'org.posthorn.parade': { v: 1 } });
  await send({ ...text('in my name'), [blockKey('withdrawal')]: { v: 1, ...idsOf(received) } });
  await send({ ...text('too deep'), [blockKey('notice')]: nested(100) });
  await send({ ...text('elsewhere'), [blockKey('status')]: { ...status, caseId: crypto.randomUUID() } });
  await send(text('an ordinary client of the agency'));
  await town.kiel.status(received, 'in-progress');
  await nextEvent(matter, 'status');

  const shown = matter.timeline.filter(({ from }) => from === 'agency').slice(1);
  expect(shown.map(({ body, kind, problem }) => [body, kind, problem?.code ?? null])).toEqual([
    ['broken', 'unknown', 'block-malformed'],
    ['newer', 'unknown', null],
    ['unheard of', 'unknown', null],
    ['in my name', 'unknown', 'sender-not-allowed'],
    ['too deep', 'unknown', 'block-too-deep'],
    ['an ordinary client of the agency', 'notice', null],
    [expect.any(String), 'status', null],
  ]);
  expect(matter.status).toBe('in-progress');
});

test('a message that arrives twice is shown once, and a large one comes whole', async () => {
  const { matter, received } = await applied(town, resident.person, { name: 'Ada', depth: 2, fence: 'wood' });
  const ids = idsOf(received);
  for (const text of ['once', 'once']) await town.kiel.say(received, { kind: 'notice', ...ids, text });
  await town.kiel.status(received, 'closed');
  await nextEvent(matter, 'status');
  expect(matter.timeline.filter(({ kind }) => kind === 'notice')).toHaveLength(1);

  const long = '\u{1f332}'.repeat(9_900);
  await matter.reply(long);
  expect(await town.kiel.nextHeard('reply', matter.id)).toMatchObject({ block: { text: long } });
  expect((await nextEvent(matter, 'reply')).text).toBe(long);
  await expect(matter.reply('x'.repeat(20_001))).rejects.toMatchObject({ code: 'block-too-large' });
  await expect(matter.reply(' \n')).rejects.toMatchObject({ code: 'text-empty' });
});

test('what is not there is named: cases, questions, requests, services, places, agencies', async () => {
  const { person } = resident;
  expect(() => person.case('nothing')).toThrow(expect.objectContaining({ code: 'case-unknown' }));
  const { matter } = await applied(town, person, { name: 'Ada', depth: 1 });
  await expect(matter.answer({ id: 'nothing' }, 'yes')).rejects.toMatchObject({ code: 'question-unknown' });
  await expect(matter.upload({ id: 'nothing' }, pdfFile('a.pdf'))).rejects.toMatchObject({
    code: 'document-request-unknown',
  });
  await expect(person.connect('https://nobody.example')).rejects.toMatchObject({ code: 'agency-unknown' });
  const unknown = { id: 'moon-permit', agency: { id: town.kiel.clientId } };
  await expect(person.service(unknown)).rejects.toMatchObject({ code: 'service-unknown' });
  expect(await person.findServices('xyzzy', 'Kiel')).toMatchObject({
    place: { name: expect.stringMatching(/Kiel/) },
    services: [],
  });
  const ambiguous = await person.findServices('pool', 'Neustadt');
  expect(ambiguous).toMatchObject({ place: null, services: [] });
  expect(ambiguous.candidates.length).toBeGreaterThan(1);
  const [first] = ambiguous.candidates;
  expect((await person.findServices('pool', first ?? '')).place).toEqual(first);
});

function nested(depth: number): Json {
  return depth === 0 ? 'deep' : { in: nested(depth - 1) };
}
