import { isPosthornError, type ErrorCode } from '@posthorn/protocol';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** Failures that waiting mends. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'homeserver-unreachable',
  'session-ended',
  'directory-unreachable',
  'room-unknown',
  'store-write-failed',
]);

/** How long a case is left alone after a failure that waiting mends. Each has its own pause, so none holds up others. */
export class CaseRests {
  readonly #rests = new Map<string, { until: number; pause: number; code: ErrorCode | null }>();

  /** Until when nothing of a case is tried, in milliseconds since 1970; 0 if it does not rest. */
  until(caseId: string): number {
    return this.#rests.get(caseId)?.until ?? 0;
  }

  /** Whether waiting may mend an error of a case. A room that is still unknown at the second try is one we are not in. */
  mayMend(caseId: string, error: unknown): boolean {
    if (!isPosthornError(error) || !PASSING.has(error.code)) return false;
    return error.code !== 'room-unknown' || this.#rests.get(caseId)?.code !== 'room-unknown';
  }

  /** Lets a case rest; longer each time. */
  begin(caseId: string, error: unknown): void {
    const before = this.#rests.get(caseId);
    const pause = before ? Math.min(before.pause * 2, LONGEST_PAUSE) : FIRST_PAUSE;
    const code = isPosthornError(error) ? error.code : null;
    this.#rests.set(caseId, { until: Date.now() + pause, pause, code });
  }

  end(caseId: string): void {
    this.#rests.delete(caseId);
  }

  endAll(): void {
    this.#rests.clear();
  }
}
