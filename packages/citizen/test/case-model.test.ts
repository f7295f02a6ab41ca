import fc from 'fast-check';
import { caseStatuses } from '@posthorn/protocol';
import { expect, test } from 'vitest';
import type { CaseEvent, EventBase, EventContent } from '../src/case-event.ts';
import {
  answerTo,
  emptyCase,
  foldCase,
  openQuestions,
  reduceCase,
  unreadCount,
  type CaseState,
} from '../src/case-model.ts';

const caseId = 'c';

function event(number: number, content: EventContent, base: Partial<EventBase> = {}): CaseEvent {
  const at = new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString();
  const common = {
    caseId,
    at,
    from: 'agency',
    body: '',
    verified: true,
    proof: 'device',
    problem: null,
    delivery: null,
  } as const;
  return { ...common, eventId: `$${number}`, id: `id-${number}`, ...base, ...content };
}

const content: fc.Arbitrary<EventContent> = fc.oneof(
  fc.constantFrom(...caseStatuses).map((status): EventContent => ({ kind: 'status', status, step: null, text: null })),
  fc.constant<EventContent>({ kind: 'notice', title: 'A letter', text: 'Text', due: null }),
  fc.constant<EventContent>({ kind: 'question', text: 'Which?', choices: [{ code: 'a', text: 'A' }], multiple: false }),
  fc.nat(9).map((asked): EventContent => ({ kind: 'answer', question: `id-${asked}`, codes: ['a'] })),
  fc.constant<EventContent>({ kind: 'withdrawal', reason: null }),
  fc.constant<EventContent>({ kind: 'waiting' }),
);
const base = fc.record({ verified: fc.boolean(), from: fc.constantFrom('me' as const, 'agency' as const) });
const events = fc
  .array(fc.tuple(content, base), { maxLength: 12 })
  .map((parts) =>
    parts.map(([said, who], number) =>
      event(number, said, said.kind === 'waiting' ? { ...who, verified: false } : who),
    ),
  );

/** All that a case says, apart from the list of its events. */
function facts({ events: _events, ...rest }: CaseState): Omit<CaseState, 'events'> {
  return rest;
}

test('the same events always come to the same case, however often they are delivered', () => {
  fc.assert(
    fc.property(events, fc.array(fc.nat(11)), (list, again) => {
      const state = foldCase(caseId, '!room', list);
      const repeated = again.reduce(
        (current, index) => (list[index] ? reduceCase(current, list[index]) : current),
        state,
      );
      expect(repeated).toEqual(state);
    }),
  );
});

test('a message that becomes readable late counts as if it had always been readable', () => {
  fc.assert(
    fc.property(events, fc.nat(11), (list, index) => {
      const readable = list[index];
      fc.pre(readable !== undefined);
      const waiting = list.with(index, event(index, { kind: 'waiting' }, { verified: false, from: readable.from }));
      expect(reduceCase(foldCase(caseId, '!room', waiting), readable)).toEqual(foldCase(caseId, '!room', list));
    }),
  );
});

test('events that are not verified are shown and change nothing else', () => {
  fc.assert(
    fc.property(events, (list) => {
      const state = foldCase(caseId, '!room', list);
      const trusted = foldCase(
        caseId,
        '!room',
        list.filter(({ verified }) => verified),
      );
      expect({ ...facts(state), root: null }).toEqual({ ...facts(trusted), root: null });
      expect(state.events).toHaveLength(list.length);
    }),
  );
});

test('a forged copy of a message shadows the real one neither before nor after it', () => {
  const real = event(1, { kind: 'status', status: 'decided', step: null, text: null }, { id: 'same' });
  const forged = event(
    2,
    { kind: 'status', status: 'closed', step: null, text: null },
    { id: 'same', verified: false },
  );
  expect(foldCase(caseId, '!room', [forged, real])).toMatchObject({ status: 'decided', events: [forged, real] });
  expect(foldCase(caseId, '!room', [real, forged])).toMatchObject({ status: 'decided', events: [real] });
});

test('an answer that was taken back leaves the question open', () => {
  const question = event(1, { kind: 'question', text: 'Which?', choices: [{ code: 'a', text: 'A' }], multiple: false });
  const answer = (number: number, codes: string[]): CaseEvent =>
    event(number, { kind: 'answer', question: question.eventId, codes }, { from: 'me' });
  const answered = foldCase(caseId, '!room', [question, answer(2, ['a'])]);
  expect([openQuestions(answered), answerTo(answered, question)]).toEqual([[], ['a']]);
  const takenBack = reduceCase(answered, answer(3, []));
  expect([openQuestions(takenBack), answerTo(takenBack, question)]).toEqual([[question], []]);
});

test('only what the agency said after the last look is unread', () => {
  const state = foldCase(caseId, '!room', [
    event(1, { kind: 'notice', title: 'A', text: 'B', due: null }),
    event(2, { kind: 'reply', text: 'C' }, { from: 'me' }),
    event(3, { kind: 'notice', title: null, text: 'D', due: null }),
  ]);
  expect([null, '$1', '$3'].map((read) => unreadCount(state, read))).toEqual([2, 1, 0]);
  expect(unreadCount(emptyCase(caseId, '!room'), null)).toBe(0);
});
