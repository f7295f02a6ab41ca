import { PosthornError, type CaseStatus, type DecisionOutcome, type JsonObject } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import { readCase, updateCase, type CaseRecord } from './case-record.ts';
import { insertFile } from './files.ts';
import { inLanguage, type Text } from './localized.ts';
import { cancelQuestions, insertQuestion } from './questions.ts';
import { resolveDocument, resolveQuestion, type DocumentInput, type QuestionInput } from './question-input.ts';
import type { OutgoingFile, WrittenFile } from './outgoing-files.ts';
import { speak } from './speak.ts';
import { settleStep, waitingSteps } from './steps.ts';

/** The statuses an agency sets itself; the others follow from what happens. */
export type WorkStatus = Extract<CaseStatus, 'received' | 'in-progress' | 'action-required'>;

export interface StatusOptions {
  /** Id of a step of the service definition. */
  step?: string;
  text?: Text;
}

export interface DecisionInput {
  outcome: DecisionOutcome;
  text: Text;
  files?: OutgoingFile[];
}

/*
 * What an agency can do in a case. Each function writes within the caller's transaction: the change, the message and (for a
 * handler) the step that remembers it are on disk together or not at all.
 */

export function setStatus(context: Context, record: CaseRecord, status: WorkStatus, options: StatusOptions): void {
  assertOpen(record);
  const service = record.service && context.services.find(record.service.id, record.service.version);
  if (options.step !== undefined && service && !service.steps.some((step) => step.id === options.step)) {
    throw new PosthornError('message-invalid', `The service has no step "${options.step}".`, {
      mend: `Use one of: ${service.steps.map((step) => step.id).join(', ')}.`,
    });
  }
  updateCase(
    context.db,
    record.id,
    { status, ...(options.step === undefined ? {} : { step: options.step }) },
    Date.now(),
  );
  speak(context, record, {
    kind: 'status',
    status,
    ...(options.step === undefined ? {} : { step: options.step }),
    ...(options.text === undefined ? {} : { text: inLanguage(options.text, record.language) }),
  });
}

/** @returns the question's message id */
export function askQuestion(
  context: Context,
  record: CaseRecord,
  input: QuestionInput,
  position: number | null,
): string {
  assertOpen(record);
  const question = resolveQuestion(context, record, input);
  const id = speak(context, record, { kind: 'question', ...question });
  const terms = { kind: 'question', choices: question.choices, multiple: question.multiple } as const;
  insertQuestion(context.db, { id, caseId: record.id, position, terms });
  return id;
}

/** @returns the request's message id */
export function askForDocument(
  context: Context,
  record: CaseRecord,
  input: DocumentInput,
  position: number | null,
): string {
  assertOpen(record);
  const { text, accept, due, ...wish } = resolveDocument(context, record, input);
  const maxSize = Math.min(wish.maxSize, context.limits.fileSize);
  const id = speak(context, record, {
    kind: 'document-request',
    text: inLanguage(text, record.language),
    accept,
    maxSize,
    ...(due === undefined ? {} : { due }),
  });
  const terms = { kind: 'document-request', accept, maxSize } as const;
  insertQuestion(context.db, { id, caseId: record.id, position, terms });
  return id;
}

/** Also after a withdrawal or a decision; not once the case is closed. */
export function sendNotice(context: Context, record: CaseRecord, text: Text, due?: string): string {
  if (record.status === 'closed') throw caseClosed();
  return speak(context, record, {
    kind: 'notice',
    text: inLanguage(text, record.language),
    ...(due === undefined ? {} : { due }),
  });
}

export function sendFile(context: Context, record: CaseRecord, file: WrittenFile): void {
  insertFile(
    context.db,
    { ...file, caseId: record.id, direction: 'out', attachmentId: file.id, field: null, encrypted: null },
    Date.now(),
  );
  speak(context, record, { kind: 'attachment', fileId: file.id });
}

export function sendDecision(
  context: Context,
  record: CaseRecord,
  decision: Pick<DecisionInput, 'outcome' | 'text'>,
  files: readonly WrittenFile[],
): void {
  assertOpen(record);
  const status = decision.outcome === 'rejected' ? 'rejected' : 'decided';
  const decidedAt = new Date().toISOString();
  speak(context, record, {
    kind: 'decision',
    outcome: decision.outcome,
    text: inLanguage(decision.text, record.language),
    fileIds: files.map((file) => file.id),
    decidedAt,
  });
  for (const file of files) sendFile(context, record, file);
  speak(context, record, { kind: 'status', status });
  updateCase(context.db, record.id, { status, outcome: decision.outcome }, Date.now());
}

export function closeCase(context: Context, record: CaseRecord): void {
  if (record.status === 'closed') throw caseClosed();
  endCase(context, record, 'closed');
}

/** Ends a case: what it waited for does not come any more. */
export function endCase(context: Context, record: CaseRecord, status: 'withdrawn' | 'closed'): void {
  speak(context, record, { kind: 'status', status });
  updateCase(context.db, record.id, { status }, Date.now());
  cancelQuestions(context.db, record.id);
  const code = status === 'withdrawn' ? 'case-withdrawn' : 'case-closed';
  for (const position of waitingSteps(context.db, record.id)) {
    settleStep(context.db, record.id, position, 'failed', { code } satisfies JsonObject);
    context.db.afterCommit(() => context.watchers.stepSettled(record.id, position));
  }
}

/** @throws PosthornError `case-withdrawn`, `case-closed` */
export function assertOpen(record: CaseRecord): void {
  if (record.status === 'withdrawn') {
    throw new PosthornError('case-withdrawn', 'The person has withdrawn the application.', {
      mend: 'Undo what was begun for it and return; reply and close still work.',
    });
  }
  if (record.status === 'closed') throw caseClosed();
}

export function caseClosed(): PosthornError {
  return new PosthornError('case-closed', 'The case is closed.', {
    mend: 'Open a new case with openCase if there is more to say.',
  });
}

/** @throws PosthornError `case-unknown` */
export function requireCase(context: Context, id: string): CaseRecord {
  const record = readCase(context.db, id);
  if (record) return record;
  throw new PosthornError('case-unknown', 'There is no case with this id.', { mend: 'Take the id from cases().' });
}
