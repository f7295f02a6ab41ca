import { isPosthornError, type PosthornError } from '@posthorn/protocol';
import { readCase, readyCases, updateCase, type CaseRecord } from '../cases/case-record.ts';
import type { Context } from '../context.ts';
import { backoff } from '../lanes.ts';
import { faultOf } from '../outbox/sender.ts';
import { toHandlerCase } from './case-run.ts';
import type { Handler } from './handler-case.ts';
import { openStepLog } from './step-log.ts';

/** Runs handlers over cases: each case once at a time, for as long as it takes. */
export interface Runner {
  register(serviceId: string, handler: Handler): void;
  /** Takes up all cases that were under way. */
  start(): void;
  wake(caseId: string): void;
  stop(): void;
}

/** After so many failures in a row without a new step a case is parked: it stays as it is until somebody resumes it. */
export const maxAttempts = 5;

export function createRunner(context: Context): Runner {
  const handlers = new Map<string, Handler>();
  const active = new Set<string>();
  const timers = new Map<string, NodeJS.Timeout>();
  let started = false;

  function wake(caseId: string): void {
    if (!started || context.isStopped() || active.has(caseId)) return;
    const record = readCase(context.db, caseId);
    const handler = record?.service && handlers.get(record.service.id);
    if (!record || !handler || record.work !== 'ready') return;
    clearTimeout(timers.get(caseId));
    const wait = record.dueAt - Date.now();
    if (wait > 0) {
      timers.set(
        caseId,
        setTimeout(() => wake(caseId), wait),
      );
      return;
    }
    timers.delete(caseId);
    active.add(caseId);
    run(record, handler)
      .finally(() => active.delete(caseId))
      .then(() => wake(caseId))
      .catch((error: unknown) => wakeLater(caseId, error));
  }

  /** How the run ended could not be put on disk: its last steps are there, so it can be run again. */
  function wakeLater(caseId: string, error: unknown): void {
    if (context.isStopped()) return;
    const code = isPosthornError(error) ? error.code : 'internal';
    context.log.error({ caseId, code, ...faultOf(error) }, 'handler waits');
    clearTimeout(timers.get(caseId));
    timers.set(
      caseId,
      setTimeout(() => wake(caseId), context.timing.handlerRetry),
    );
  }

  async function run(record: CaseRecord, handler: Handler): Promise<void> {
    const { application, service } = record;
    if (!application || !service) return;
    const log = openStepLog(context, record.id);
    try {
      await handler(toHandlerCase(context, { ...record, application, service }, log));
      log.finish();
      settle(record.id, () =>
        updateCase(context.db, record.id, { work: 'finished', workCode: null, attempts: 0 }, Date.now()),
      );
    } catch (error) {
      settle(record.id, () => fail(record.id, log.changed ?? error, log.progressed));
    } finally {
      log.close();
    }
  }

  /** A person may have taken the case over meanwhile; and nothing is written once the agency has stopped. */
  function settle(caseId: string, change: () => void): void {
    if (context.isStopped()) return;
    context.db.transaction(() => {
      if (readCase(context.db, caseId)?.work === 'ready') change();
    });
  }

  function fail(caseId: string, error: unknown, progressed: boolean): void {
    const record = readCase(context.db, caseId);
    if (!record) return;
    const now = Date.now();
    if (isPosthornError(error, 'case-withdrawn') || isPosthornError(error, 'case-closed')) {
      updateCase(context.db, caseId, { work: 'finished', workCode: error.code, attempts: 0 }, now);
      return;
    }
    const attempts = (progressed ? 0 : record.attempts) + 1;
    const parked = isPosthornError(error, 'handler-changed') || attempts >= maxAttempts;
    const workCode = isPosthornError(error) ? error.code : 'handler-failed';
    const workDetail = error instanceof Error ? describe(error) : 'The handler threw something that is no Error.';
    const dueAt = now + backoff(attempts, context.timing.handlerRetry);
    updateCase(
      context.db,
      caseId,
      { attempts, workCode, workDetail, dueAt, ...(parked ? { work: 'parked' } : {}) },
      now,
    );
    // The message of the error stays sealed in the case: a handler may have put an answer into it.
    context.log.warn({ caseId, code: workCode, attempts, parked }, 'handler failed');
  }

  return {
    register(serviceId, handler) {
      handlers.set(serviceId, handler);
      if (started) for (const id of readyCases(context.db, serviceId)) wake(id);
    },
    start() {
      started = true;
      for (const serviceId of handlers.keys()) for (const id of readyCases(context.db, serviceId)) wake(id);
    },
    wake,
    stop() {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}

function describe(error: Error | PosthornError): string {
  return isPosthornError(error) ? `${error.message} ${error.mend}` : error.message;
}
