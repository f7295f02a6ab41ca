/**
 * Work for many keys at once, but for one key never twice at the same time: each room's messages are worked off in order while
 * other rooms go on.
 */
export interface Lanes {
  /** There is (perhaps) something to do for this key. */
  wake(key: string): void;
  /** Resolves when nothing is running and nothing is due now. */
  idle(): Promise<void>;
  /** Takes on nothing new and resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface LanesOptions {
  concurrency: number;
  /** Does all that is due for the key. Returns the time (ms) at which it wants to be called again, or null. */
  work(key: string): Promise<number | null>;
  onError(error: unknown): void;
}

/** The wait (ms) before attempt number `attempts` (from 1): doubles from a second up to five minutes. */
export function backoff(attempts: number, first: number): number {
  return Math.min(first * 2 ** Math.min(attempts - 1, 20), Math.max(first, 300_000));
}

export function createLanes(options: LanesOptions): Lanes {
  const queued = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  let stopped = false;
  let idlers: (() => void)[] = [];

  function wake(key: string): void {
    if (stopped) return;
    clearTimeout(timers.get(key));
    timers.delete(key);
    queued.add(key);
    fill();
  }

  function fill(): void {
    for (const key of queued) {
      if (running.size >= options.concurrency) return;
      if (running.has(key)) continue;
      queued.delete(key);
      running.set(key, run(key));
    }
    if (running.size > 0 || queued.size > 0) return;
    for (const resolve of idlers) resolve();
    idlers = [];
  }

  async function run(key: string): Promise<void> {
    let again: number | null = null;
    try {
      // Not in the caller's turn: a wake inside a transaction must not read before the commit.
      await Promise.resolve();
      again = await options.work(key);
    } catch (error) {
      options.onError(error);
      again = Date.now() + 5_000;
    }
    running.delete(key);
    if (again !== null && !stopped && !queued.has(key)) {
      timers.set(
        key,
        setTimeout(() => wake(key), Math.max(0, again - Date.now())),
      );
    }
    fill();
  }

  return {
    wake,
    idle: () => (running.size + queued.size === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
    async stop() {
      stopped = true;
      queued.clear();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(running.values());
    },
  };
}
