import type { CaseStatus, DecisionOutcome, Language } from '@posthorn/protocol';
import type { Context } from '../context.ts';
import {
  askForDocument,
  askQuestion,
  assertOpen,
  closeCase,
  requireCase,
  sendDecision,
  sendFile,
  sendNotice,
  setStatus,
  type DecisionInput,
  type StatusOptions,
  type WorkStatus,
} from './actions.ts';
import { toCaseFile, type CaseFile } from './case-file.ts';
import { updateCase, type CaseRecord, type CaseWork, type ReceivedApplication } from './case-record.ts';
import { filesOfCase } from './files.ts';
import type { Text } from './localized.ts';
import { assignMessage, messagesOfCase, type CaseMessage } from './messages.ts';
import { writeFiles, type OutgoingFile } from './outgoing-files.ts';
import { questionsOfCase, type OpenQuestion } from './questions.ts';
import type { DocumentInput, QuestionInput } from './question-input.ts';

/** Where a case stands, for a list. */
export interface CaseSummary {
  id: string;
  connectionId: string;
  service: { id: string; version: number } | null;
  language: Language;
  status: CaseStatus;
  step: string | null;
  outcome: DecisionOutcome | null;
  /** Milliseconds since 1970. */
  openedAt: number;
  changedAt: number;
  work: CaseWork;
  /** Why its handler failed last, and how often in a row. The detail may quote answers: for case workers, not for logs. */
  handler: { code: string | null; detail: string | null; attempts: number };
}

/** A case in the hands of people: read everything, do what a handler could do. */
export interface CaseDesk extends CaseSummary {
  application: ReceivedApplication | null;
  history(): CaseMessage[];
  files(): CaseFile[];
  questions(): OpenQuestion[];
  setStatus(status: WorkStatus, options?: StatusOptions): void;
  /** Returns the question's message id; the answer comes into `questions()` and `history()`. */
  ask(question: QuestionInput): string;
  requestDocument(request: DocumentInput): string;
  reply(text: Text, due?: string): string;
  sendFile(file: OutgoingFile): Promise<void>;
  decide(decision: DecisionInput): Promise<void>;
  close(): void;
  /** Files an unassigned message of the same person under this case. */
  assign(messageId: string): void;
  /** Takes the case from its handler, which does not go on with it. */
  takeOver(): void;
  /** Lets the handler of a parked case try again. */
  resume(): void;
}

export function toSummary(record: CaseRecord): CaseSummary {
  const { id, connectionId, service, language, status, step, outcome, openedAt, changedAt, work } = record;
  const handler = { code: record.workCode, detail: record.workDetail, attempts: record.attempts };
  return { id, connectionId, service, language, status, step, outcome, openedAt, changedAt, work, handler };
}

/** @throws PosthornError `case-unknown` */
export function openCaseDesk(context: Context, id: string): CaseDesk {
  const { db } = context;
  const record = requireCase(context, id);
  const act = <T>(action: (current: CaseRecord) => T): T => db.transaction(() => action(requireCase(context, id)));
  return {
    ...toSummary(record),
    application: record.application,
    history: () => messagesOfCase(db, id),
    files: () => filesOfCase(db, id).map((file) => toCaseFile(context, file)),
    questions: () => questionsOfCase(db, id),
    setStatus: (status, options = {}) => act((current) => setStatus(context, current, status, options)),
    ask: (question) => act((current) => askQuestion(context, current, question, null)),
    requestDocument: (request) => act((current) => askForDocument(context, current, request, null)),
    reply: (text, due) => act((current) => sendNotice(context, current, text, due)),
    async sendFile(file) {
      const [written] = await writeFiles(context, [file]);
      act((current) => {
        assertOpen(current);
        if (written) sendFile(context, current, written);
      });
    },
    async decide(decision) {
      const files = await writeFiles(context, decision.files ?? []);
      act((current) => sendDecision(context, current, decision, files));
    },
    close: () => act((current) => closeCase(context, current)),
    assign: (messageId) => act((current) => assignMessage(db, current.roomId, messageId, id)),
    takeOver: () => act(() => updateCase(db, id, { work: 'manual' }, Date.now())),
    resume() {
      act((current) => {
        if (current.work !== 'parked') return;
        updateCase(db, id, { work: 'ready', workCode: null, workDetail: null, attempts: 0, dueAt: 0 }, Date.now());
      });
      context.wakeCase(id);
    },
  };
}
