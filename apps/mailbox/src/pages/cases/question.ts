import type { Case, CaseEventOf } from '@posthorn/citizen';

const over: ReadonlySet<Case['status']> = new Set(['decided', 'rejected', 'withdrawn', 'closed']);
const goesOn: ReadonlySet<string> = new Set(['status', 'question', 'document-request', 'decision', 'refusal']);

/** Whether something can still be said to what the agency has asked for in this case. */
export function isOpen(matter: Case): boolean {
  return !over.has(matter.status);
}

/** The person's answer that counts, as far as this device knows: the last one that the agency has not sent back. Null: none. */
export function givenAnswer(matter: Case, question: CaseEventOf<'question'>): CaseEventOf<'answer'> | null {
  return answersTo(matter, question).findLast(({ delivery }) => delivery !== 'not-understood') ?? null;
}

/** Whether an answer may still be changed: the agency has neither gone on since it was given nor sent another one back. */
export function canChange(matter: Case, question: CaseEventOf<'question'>): boolean {
  const answers = answersTo(matter, question);
  const since = matter.timeline.slice(matter.timeline.findLastIndex((event) => event === answers.at(-1)) + 1);
  const isSentBack = answers.some(({ delivery }) => delivery === 'not-understood');
  const hasGoneOn = since.some((event) => event.from === 'agency' && event.verified && goesOn.has(event.kind));
  return isOpen(matter) && !isSentBack && !hasGoneOn;
}

function answersTo({ timeline }: Case, { id, eventId }: CaseEventOf<'question'>): CaseEventOf<'answer'>[] {
  const answers = timeline.filter((event) => event.kind === 'answer');
  return answers.filter((event) => event.question === id || event.question === eventId);
}
