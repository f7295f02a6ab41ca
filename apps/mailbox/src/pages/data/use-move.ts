import type { MoveProgress } from '@posthorn/citizen';
import type { StoreOptions } from '@posthorn/protocol';
import { useEffect, useEffectEvent, useState } from 'react';
import { usePerson } from '../../session/session-context.tsx';
import { useAction, type Action } from '../../session/use-action.ts';

/** A move of the data to another store. */
export interface Move {
  progress: MoveProgress | null;
  /** How many have ended well since the page was opened. */
  moved: number;
  /** Without options: follows a move that goes on at the operator. */
  action: Action<[options?: StoreOptions]>;
}

/** Moves the data, or follows a move that has begun before. @param isUnderWay whether there is one */
export function useMove(isUnderWay: boolean, onEnd: () => void): Move {
  const person = usePerson();
  const [progress, setProgress] = useState<MoveProgress | null>(null);
  const [moved, setMoved] = useState(0);
  const action = useAction(async (options?: StoreOptions) => {
    try {
      const steps = options === undefined ? person.data.moveProgress() : person.data.moveStore(options);
      for await (const step of steps) setProgress(step);
      setMoved((count) => count + 1);
    } finally {
      setProgress(null);
      onEnd();
    }
  });
  const follow = useEffectEvent(() => void action.run());
  useEffect(() => {
    if (isUnderWay) follow();
  }, [isUnderWay]);
  return { progress, moved, action };
}
