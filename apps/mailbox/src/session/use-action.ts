import { useCallback, useRef, useState } from 'react';

/** Something that a button does. While it runs it is not begun again. */
export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<void>;
  isRunning: boolean;
  error: unknown;
  clear: () => void;
}

/** Runs `work` at most once at a time and keeps what went wrong, to be shown. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const running = useRef(false);

  async function run(...args: A): Promise<void> {
    if (running.current) return;
    running.current = true;
    setRunning(true);
    setError(null);
    try {
      await work(...args);
    } catch (problem) {
      setError(problem);
    } finally {
      running.current = false;
      setRunning(false);
    }
  }

  return { run, isRunning, error, clear: useCallback(() => setError(null), []) };
}
