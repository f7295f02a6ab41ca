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
export async function tryNow(id: number, signal: AbortSignal, parts: FirstTryParts): Promise<void> {
  const { store, deliveries, turns } = parts;
  while (!signal.aborted) {
    const event = await store.claimFor(id);
    if (event === undefined) {
      const goesOn = await waitForOther(id, signal, parts);
      if (!goesOn) return;
    } else {
      const isDelivered = await deliveries.start(event, { turns, signal });
      if (!isDelivered || event.id === id) return;
    }
  }
}

/** @returns whether it makes sense to claim again: not when the event is gone, nor when another operator is trying what is in its way */
async function waitForOther(id: number, signal: AbortSignal, { store, deliveries }: FirstTryParts): Promise<boolean> {
  const next = await store.nextFor(id);
  if (next === undefined) return false;
  const running = deliveries.running(next.id);
  if (running === undefined) return !next.isClaimed;
  await Promise.race([running, ended(signal)]);
  return true;
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
