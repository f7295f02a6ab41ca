/** Work that is done again and again. */
export interface WakeableLoop extends AsyncDisposable {
  /** Does not wait for the next time; what comes while the work is being done makes it be done once more. */
  wake(): void;
}

/**
 * Does work, pauses, does it again, until it is closed; closing waits for what is being done.
 *
 * @param work must not throw
 * @param pause in milliseconds
 */
export function openWakeableLoop(work: () => Promise<void>, pause: number): WakeableLoop {
  const stop = new AbortController();
  let alarm = Promise.withResolvers<void>();

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      alarm = Promise.withResolvers<void>();
      await work();
      const timer = setTimeout(alarm.resolve, pause).unref();
      await alarm.promise;
      clearTimeout(timer);
    }
  }

  const running = run();
  return {
    wake: () => alarm.resolve(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      alarm.resolve();
      await running;
    },
  };
}
