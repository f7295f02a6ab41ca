import type { Deliveries } from './deliveries.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { Turns } from './turns.ts';

/** What first tries are made with. */
export interface FirstTryParts {
  store: OutboxStore;
  deliveries: Deliveries;
  turns: Turns;
}

/**
 * Tries an event, after those that hold it up, as long as the signal lets it. Stops at the first that fails.
 *
 * @param id of an event that is committed
 */
export type TryNow = (id: number, signal: AbortSignal) => Promise<void>;

interface Attempt {
  id: number;
  isDelivered: Promise<boolean>;
}

export function createFirstTries({ store, deliveries, turns }: FirstTryParts): TryNow {
  /** Claims that are on their way: what they take stands in the database before it is known here. */
  const claims = new Set<Promise<Attempt | undefined>>();

  async function claim(id: number, signal: AbortSignal): Promise<Attempt | undefined> {
    const event = await store.claimFor(id);
    return event && { id: event.id, isDelivered: deliveries.start(event, { turns, signal }) };
  }

  function begin(id: number, signal: AbortSignal): Promise<Attempt | undefined> {
    const begun = claim(id, signal).finally(() => claims.delete(begun));
    claims.add(begun);
    return begun;
  }

  /** @returns whether it makes sense to claim again: not when the event is gone, nor when another operator is trying what is in its way */
  async function waitForOther(id: number, signal: AbortSignal): Promise<boolean> {
    const seen = await store.nextFor(id);
    if (seen === undefined) return false;
    await Promise.race([Promise.allSettled(claims), ended(signal)]);
    const running = deliveries.running(seen.id);
    if (running !== undefined) {
      await Promise.race([running, ended(signal)]);
      return true;
    }
    if (!seen.isClaimed) return true;
    const next = await store.nextFor(id);
    return next !== undefined && (next.id !== seen.id || !next.isClaimed);
  }

  return async (id, signal) => {
    while (!signal.aborted) {
      const attempt = await begin(id, signal);
      if (attempt === undefined) {
        const goesOn = await waitForOther(id, signal);
        if (!goesOn) return;
      } else {
        const isDelivered = await attempt.isDelivered;
        if (!isDelivered || attempt.id === id) return;
      }
    }
  };
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
