import { isPosthornError, PosthornError, type ErrorCode, type Json } from '@posthorn/protocol';
import { requireCase } from '../cases/actions.ts';
import type { CaseRecord } from '../cases/case-record.ts';
import { countSteps, insertStep, readStep, type Step, type StepKind } from '../cases/steps.ts';
import type { Context } from '../context.ts';

/** What a step does when it is taken for the first time. */
export interface StepAction<P> {
  /** Slow work before: it may happen again after a crash, so it has no effect on the case. */
  prepare?(): Promise<P>;
  /** The effects, within the transaction that remembers the step. `waiting`: the result comes with the person's answer. */
  commit(record: CaseRecord, prepared: P, position: number): { state: 'done'; result: Json } | { state: 'waiting' };
}

/** The steps of one run of a handler over one case. */
export interface StepLog {
  take<P>(kind: StepKind, label: string, action: StepAction<P>): Promise<Json>;
  /** The handler has returned. @throws PosthornError `handler-changed` when it left out steps that were taken before */
  finish(): void;
  /** Set once the handler turned out to be changed; a handler cannot catch it away. */
  readonly changed: PosthornError | null;
  /** Whether a step was taken that had not been taken before. */
  readonly progressed: boolean;
  close(): void;
}

const lasting: readonly ErrorCode[] = ['case-withdrawn', 'case-closed'];

export function openStepLog(context: Context, caseId: string): StepLog {
  const waiting = new Map<number, PromiseWithResolvers<Json>>();
  const stopWatching = context.watchers.onStep(caseId, settle);
  let next = 0;
  let changed: PosthornError | null = null;
  let progressed = false;

  function settle(position: number): void {
    const step = readStep(context.db, caseId, position);
    const promise = waiting.get(position);
    if (!step || !promise || step.state === 'waiting') return;
    waiting.delete(position);
    if (step.state === 'done') promise.resolve(step.result);
    else promise.reject(failedStep(step));
  }

  function wait(position: number): Promise<Json> {
    const promise = Promise.withResolvers<Json>();
    waiting.set(position, promise);
    return promise.promise;
  }

  function recall(step: Step, kind: StepKind, label: string): Promise<Json> {
    if (step.kind !== kind || step.label !== label) throw (changed = handlerChanged(step, kind, label));
    if (step.state === 'waiting') return wait(step.position);
    if (step.state === 'failed') throw failedStep(step);
    return Promise.resolve(step.result);
  }

  async function takeNow<P>(position: number, kind: StepKind, label: string, action: StepAction<P>): Promise<Json> {
    if (changed) throw changed;
    const known = readStep(context.db, caseId, position);
    if (known) return recall(known, kind, label);
    const prepared = (await action.prepare?.()) as P;
    // The process is going down: the step was not taken; the next run takes it.
    if (context.isStopped()) return new Promise<never>(() => undefined);
    const outcome = context.db.transaction(() => {
      const taken = commitStep(context, requireCase(context, caseId), prepared, position, action);
      insertStep(context.db, caseId, { position, kind, label, result: null, ...taken });
      return taken;
    });
    progressed = true;
    if (outcome.state === 'waiting') return wait(position);
    if (outcome.state === 'failed') throw failedStep(outcome);
    return outcome.result;
  }

  return {
    take(kind, label, action) {
      const promise = takeNow(next++, kind, label, action);
      // A handler that forgot to await a step must not bring the process down.
      promise.catch(() => undefined);
      return promise;
    },
    finish() {
      if (changed) throw changed;
      if (countSteps(context.db, caseId) > next) {
        const left = readStep(context.db, caseId, next);
        throw (changed = handlerChanged(left, null, ''));
      }
    },
    get changed() {
      return changed;
    },
    get progressed() {
      return progressed;
    },
    close: stopWatching,
  };
}

type Taken = { state: 'done'; result: Json } | { state: 'waiting' } | { state: 'failed'; result: Json };

/** That a case has ended is a result too: on replay the handler meets it at the same step. */
function commitStep<P>(
  context: Context,
  record: CaseRecord,
  prepared: P,
  position: number,
  action: StepAction<P>,
): Taken {
  try {
    return action.commit(record, prepared, position);
  } catch (error) {
    if (isPosthornError(error) && lasting.includes(error.code))
      return { state: 'failed', result: { code: error.code } };
    throw error;
  }
}

function failedStep(step: { result: Json }): PosthornError {
  const code = (step.result as { code: ErrorCode }).code;
  return new PosthornError(code, code === 'case-withdrawn' ? 'The person has withdrawn.' : 'The case is closed.', {
    mend: 'Undo what was begun for the case and return.',
  });
}

function handlerChanged(step: Step | null, kind: StepKind | null, label: string): PosthornError {
  const before = step ? `${step.kind}${step.label ? ` "${step.label}"` : ''}` : 'a step';
  const now = kind === null ? 'ends' : `does ${kind}${label ? ` "${label}"` : ''}`;
  return new PosthornError(
    'handler-changed',
    `Step ${(step?.position ?? 0) + 1} was ${before}; now the handler ${now} there.`,
    {
      mend: 'Bring the handler back into the old order for cases that are under way (new steps go to the end, or behind a check of service.version), then call resume() on the case, or take it over by hand.',
      details: { position: step?.position ?? 0 },
    },
  );
}
