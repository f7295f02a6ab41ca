import { isPosthornError } from '@posthorn/protocol';

/** One step of the demo, as it turned out. */
export interface StepResult {
  /** Who did it. */
  readonly actor: string;
  /** What happened, in plain words. */
  readonly what: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** Why it did not hold. */
  readonly problem?: { readonly code: string | null; readonly message: string };
}

/** What a step needs besides its work. */
export interface StepOptions<T> {
  /** What came out, in plain words. */
  readonly detail?: (value: T) => string;
  /** Milliseconds after which it has failed. Default: two minutes, for machines that have other work. */
  readonly within?: number;
}

const patience = 120_000;

/** Runs steps, says each in a line, and ends all that still run as soon as one of them fails. */
export class Steps {
  readonly results: StepResult[] = [];
  readonly #print: (line: string) => void;
  readonly #end = new AbortController();

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** Aborts when a step has failed or something else ended the run; its reason is the error. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Ends the run because of something outside of any step. */
  stop(error: Error): void {
    this.#end.abort(error);
  }

  /**
   * Does one step.
   *
   * @param what in plain words, as if it had worked
   */
  async step<T>(actor: string, what: string, work: () => Promise<T>, options: StepOptions<T> = {}): Promise<T> {
    this.signal.throwIfAborted();
    const started = performance.now();
    const seconds = (): number => Math.round(performance.now() - started) / 1000;
    try {
      const value = await this.#inTime(work, options.within ?? patience);
      const detail = options.detail ? `: ${options.detail(value)}` : '';
      this.#add({ actor, what: what + detail, ok: true, seconds: seconds() });
      return value;
    } catch (error) {
      // The run was ended by something else: this step has not failed, it was cut short.
      if (this.signal.aborted) throw error;
      this.#add({ actor, what, ok: false, seconds: seconds(), problem: problemOf(error) });
      this.#end.abort(error);
      throw error;
    }
  }

  async #inTime<T>(work: () => Promise<T>, within: number): Promise<T> {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => reject(this.signal.reason);
    this.signal.addEventListener('abort', onAbort, { once: true });
    const timer = setTimeout(() => reject(new Error(`It did not happen within ${within / 1000} s.`)), within);
    try {
      return await Promise.race([work(), ended]);
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', onAbort);
    }
  }

  #add(result: StepResult): void {
    this.results.push(result);
    const { actor, what, ok, seconds, problem } = result;
    this.#print(`${ok ? '✓' : '✗'} ${seconds.toFixed(1).padStart(5)} s  ${actor.padEnd(10)} ${what}`);
    if (problem) this.#print(indented(problem.message));
  }
}

/** Below the words of a step. */
export function indented(text: string): string {
  return text.replace(/^/gm, ' '.repeat(22));
}

/** A condition of a step that must hold. */
export function expectThat(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

/** What a person at the terminal or a program is told about an error. */
export function problemOf(error: unknown): { code: string | null; message: string } {
  if (!isPosthornError(error)) return { code: null, message: error instanceof Error ? error.message : String(error) };
  const log = error.details['log'];
  if (typeof log !== 'string') return { code: error.code, message: `${error.message} ${error.mend}` };
  // The log of a part that broke down is gone with the stack: its end is said here instead of its place.
  const mend = error.mend.replace(/ Its whole log: .*/, '');
  return { code: error.code, message: `${error.message} ${mend}\n${log}`.trim() };
}
