import { countVote } from '@posthorn/protocol';
import { recordMessage, findMessage, type CaseMessage } from '../cases/messages.ts';
import { answerQuestion, readQuestion, type OpenQuestion } from '../cases/questions.ts';
import { settleStep } from '../cases/steps.ts';
import type { Context } from '../context.ts';
import { messageOfEvent } from '../outbox/outbox.ts';
import { findCase } from './find-case.ts';
import type { Outcome, ReceivedOf } from './outcome.ts';
import { respond } from './respond.ts';
import type { SentenceCode } from './sentences.ts';

/**
 * A vote in a poll of ours, by whichever client. The first valid vote is the answer; what comes later (a changed vote, one taken
 * back) is kept as a message that the case worker sees.
 */
export function receiveAnswer(context: Context, received: ReceivedOf<'answer'>): Outcome {
  const { row, read } = received;
  const id = read.block?.id ?? row.eventId;
  if (findMessage(context.db, row.roomId, 'in', id))
    return { state: 'done', note: 'duplicate', commit: () => undefined };
  const record = findCase(context, received, null) ?? findCase(context, received, read.block?.caseId ?? null);
  const questionId = messageOfEvent(context.db, read.pollEventId);
  const asked = record && questionId ? readQuestion(context.db, questionId) : null;
  const question = asked?.caseId === record?.id ? asked : null;
  const judged = judge(received, question);
  const note = 'code' in judged ? judged.code : null;
  const message: CaseMessage = {
    id,
    caseId: record?.id ?? null,
    roomId: row.roomId,
    direction: 'in',
    kind: 'answer',
    note,
    at: row.recordedAt,
    body: { codes: 'codes' in judged ? judged.codes : read.codes, ...(questionId ? { questionId } : {}) },
  };
  return {
    state: 'done',
    note,
    commit() {
      recordMessage(context.db, { ...message, eventId: row.eventId });
      respond(context, received, note);
      context.db.afterCommit(() => context.watchers.messageArrived(message));
      if (question && 'codes' in judged) settleQuestion(context, question, judged.codes);
    },
  };
}

function judge(
  { read }: ReceivedOf<'answer'>,
  question: OpenQuestion | null,
): { codes: string[] } | { code: SentenceCode } {
  if (!question || question.terms.kind !== 'question') return { code: 'question-unknown' };
  if (read.block && (read.block.questionId !== question.id || read.block.caseId !== question.caseId)) {
    return { code: 'question-unknown' };
  }
  if (question.state === 'answered') return { code: 'question-answered' };
  if (question.state === 'cancelled') return { code: 'case-over' };
  const codes = countVote(question.terms, read.codes);
  if (codes === null || codes.length === 0) return { code: 'choice-unknown' };
  return { codes };
}

/** The question has its answer; the handler that waits for it goes on once this is on disk. */
export function settleQuestion(context: Context, question: OpenQuestion, answer: string[] | { fileId: string }): void {
  answerQuestion(context.db, question.id, answer);
  const { position, caseId } = question;
  if (position === null) return;
  settleStep(context.db, caseId, position, 'done', answer);
  context.db.afterCommit(() => context.watchers.stepSettled(caseId, position));
}
