import type { PollResponse, PollStart } from './schemas/poll.ts';
import type { QuestionBlock } from './schemas/question.ts';

/** The poll that shows a question in any Matrix client (MSC3381). The choices' codes are the poll's answer ids. */
export function questionToPoll(
  question: Pick<QuestionBlock, 'text' | 'choices' | 'multiple'>,
  fallback: string,
): PollStart {
  return {
    'org.matrix.msc3381.poll.start': {
      question: { 'org.matrix.msc1767.text': question.text },
      kind: 'org.matrix.msc3381.poll.disclosed',
      max_selections: question.multiple ? question.choices.length : 1,
      answers: question.choices.map((choice) => ({ id: choice.code, 'org.matrix.msc1767.text': choice.text })),
    },
    'org.matrix.msc1767.text': fallback,
  };
}

/** A vote for the choices with these codes (MSC3381). */
export function codesToVote(pollEventId: string, codes: string[]): PollResponse {
  return {
    'org.matrix.msc3381.poll.response': { answers: codes },
    'm.relates_to': { rel_type: 'm.reference', event_id: pollEventId },
  };
}

/** Whether a poll shows exactly the question of its block, so that all clients show the same. */
export function isPollOf(poll: PollStart, question: QuestionBlock): boolean {
  const { answers, max_selections: most, question: asked } = poll['org.matrix.msc3381.poll.start'];
  return (
    asked['org.matrix.msc1767.text'] === question.text &&
    most === (question.multiple ? question.choices.length : 1) &&
    answers.length === question.choices.length &&
    question.choices.every(
      ({ code, text }, i) => answers[i]?.id === code && answers[i]['org.matrix.msc1767.text'] === text,
    )
  );
}

/**
 * What a vote means for a question: the codes it picks, each once, in the order of the choices. Null when it picks an unknown
 * choice, or several where one is asked for: such a vote does not count (MSC3381, "spoiled").
 */
export function countVote(
  question: Pick<QuestionBlock, 'choices' | 'multiple'>,
  codes: readonly string[],
): string[] | null {
  const known = question.choices.map((choice) => choice.code);
  const picked = new Set(codes);
  if (codes.some((code) => !known.includes(code))) return null;
  if (!question.multiple && picked.size > 1) return null;
  return known.filter((code) => picked.has(code));
}
