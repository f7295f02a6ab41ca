import pLimit, { type LimitFunction } from 'p-limit';

/** Lets work for a service begin when there is a place for it: so many at once, so many of them for one service. */
export type Turns = <T>(service: string, work: () => Promise<T>) => Promise<T>;

/** Who waits for a place of one service takes none of the others'. */
export function createTurns({ all, perService }: { all: number; perService: number }): Turns {
  const overall = pLimit(all);
  // As many as there are services.
  const limits = new Map<string, LimitFunction>();
  return (service, work) => {
    const limit = limits.get(service) ?? pLimit(perService);
    limits.set(service, limit);
    return limit(() => overall(work));
  };
}
