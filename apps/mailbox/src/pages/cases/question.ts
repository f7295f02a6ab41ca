import type { Case, CaseEventOf } from '@posthorn/citizen';

const over: ReadonlySet<Case['status']> = new Set(['decided', 'rejected', 'withdrawn', 'closed']);
const goesOn: ReadonlySet<string> = new Set(['status', 'question', 'document-request', 'decision', 'refusal']);

/** Whether something can still be said to what the agency has asked for in this case. */
export function isOpen(matter: Case): boolean {
  return !over.has(matter.status);
}

/** Whether an answer may still be changed: the agency has not gone on since it was given. */
export function canChange(matter: Case, question: CaseEventOf<'question'>): boolean {
  const answered = matter.timeline.findLastIndex(
    (event) => event.kind === 'answer' && (event.question === question.id || event.question === question.eventId),
  );
  const since = matter.timeline.slice(answered + 1);
  return isOpen(matter) && !since.some((event) => event.from === 'agency' && event.verified && goesOn.has(event.kind));
}
