import type { Change } from '@posthorn/citizen';
import { useCallback, useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { useSession } from './session-context.tsx';

/** Renders anew at changes of these kinds; gives a number that grows with each. */
export function useChanges(...kinds: Change['kind'][]): number {
  const session = useSession();
  const version = useRef(0);
  const wanted = kinds.join(' ');
  const subscribe = useCallback(
    (render: () => void) =>
      session.onChange(({ kind }) => {
        if (!wanted.split(' ').includes(kind)) return;
        version.current += 1;
        render();
      }),
    [session, wanted],
  );
  return useSyncExternalStore(subscribe, () => version.current);
}

/** Something that is loaded: its three states, and how to try again. */
export type Loaded<T> =
  | { state: 'loading'; reload: () => void }
  | { state: 'failed'; error: unknown; reload: () => void }
  | { state: 'ready'; value: T; reload: () => void };

/**
 * Loads when the keys change, and when `reload` is called. What was shown stays until the next is there.
 *
 * @param keys what the loading depends on; compared as texts
 */
export function useLoaded<T>(load: () => Promise<T>, keys: readonly unknown[]): Loaded<T> {
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState<{ value: T } | { error: unknown } | null>(null);
  const reload = useCallback(() => setAttempt((number) => number + 1), []);
  const begin = useEffectEvent(load);
  const turn = [...keys, attempt].map(String).join(' ');
  const newestTurn = useRef('');
  useEffect(() => {
    newestTurn.current = turn;
    const settle = (outcome: { value: T } | { error: unknown }): void => {
      if (newestTurn.current === turn) setResult(outcome);
    };
    begin().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
    return () => {
      newestTurn.current = '';
    };
  }, [turn]);
  if (result === null) return { state: 'loading', reload };
  if ('error' in result) return { state: 'failed', error: result.error, reload };
  return { state: 'ready', value: result.value, reload };
}
