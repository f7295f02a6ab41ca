/** Lets work with one key be done strictly one after the other, in the order in which it was asked for. */
export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return {
    take(key, work) {
      const turn = (last.get(key) ?? Promise.resolve()).then(work);
      const ended: Promise<void> = turn
        .then(
          () => undefined,
          () => undefined,
        )
        .then(() => void (last.get(key) === ended && last.delete(key)));
      last.set(key, ended);
      return turn;
    },
  };
}
