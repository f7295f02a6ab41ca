import type { Json } from '@posthorn/protocol';
import { askForDocument, askQuestion, closeCase, sendDecision, sendNotice, setStatus } from '../cases/actions.ts';
import { applicationFiles, toCaseFile } from '../cases/case-file.ts';
import type { CaseRecord, ReceivedApplication } from '../cases/case-record.ts';
import { readFileRecord } from '../cases/files.ts';
import { writeFiles, type WrittenFile } from '../cases/outgoing-files.ts';
import type { Context } from '../context.ts';
import { toCaseData } from './case-data.ts';
import type { HandlerCase } from './handler-case.ts';
import type { StepLog } from './step-log.ts';

const done = { state: 'done', result: null } as const;
const waiting = { state: 'waiting' } as const;

/** Gives a handler its case: each action is a remembered step. */
export function toHandlerCase(
  context: Context,
  record: CaseRecord & { application: ReceivedApplication; service: { id: string; version: number } },
  log: StepLog,
): HandlerCase {
  const { payload, fee, receivedAt } = record.application;
  return {
    id: record.id,
    connectionId: record.connectionId,
    service: record.service,
    language: record.language,
    application: { id: payload.id, answers: payload.answers, fee, receivedAt },
    attachments: applicationFiles(
      context,
      record.id,
      payload.attachments.map((attachment) => attachment.id),
    ),

    async status(status, options = {}) {
      await log.take('status', status, {
        commit: (current) => (setStatus(context, current, status, options), done),
      });
    },
    async ask(question) {
      const codes = (await log.take('ask', typeof question === 'string' ? question : '', {
        commit: (current, _, position) => (askQuestion(context, current, question, position), waiting),
      })) as string[];
      return { code: codes[0] ?? '', codes };
    },
    async requestDocument(request) {
      const { fileId } = (await log.take('request-document', typeof request === 'string' ? request : '', {
        commit: (current, _, position) => (askForDocument(context, current, request, position), waiting),
      })) as { fileId: string };
      const file = readFileRecord(context.db, fileId);
      if (!file) throw new Error('a remembered file has no record');
      return toCaseFile(context, file);
    },
    async reply(text) {
      await log.take('reply', '', { commit: (current) => (sendNotice(context, current, text), done) });
    },
    async decide(decision) {
      await log.take<WrittenFile[]>('decide', decision.outcome, {
        prepare: () => writeFiles(context, decision.files ?? []),
        commit: (current, files) => (sendDecision(context, current, decision, files), done),
      });
    },
    async close() {
      await log.take('close', '', { commit: (current) => (closeCase(context, current), done) });
    },
    data: toCaseData(context, record.connectionId, log),
    async step<T>(name: string, work: () => Promise<T> | T): Promise<T> {
      const result = await log.take<Json>('step', name, {
        prepare: async () => (await work()) ?? null,
        commit: (_, value) => ({ state: 'done', result: value }),
      });
      return result as T;
    },
  } satisfies HandlerCase;
}
