import type { FastifyBaseLogger } from 'fastify';
import { logFailure, type Deliveries } from './deliveries.ts';
import type { ClaimedEvent } from './events.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { OutboxSettings } from './settings.ts';
import { openWakeableLoop, type WakeableLoop } from './wakeable-loop.ts';

/** Milliseconds between two looks for dead letters that are to be forgotten. */
const forgetInterval = 3_600_000;

/** Tries what is due, again and again: events whose first attempt failed, was never made, or was lost with a process. */
export function openRetries(
  store: OutboxStore,
  deliveries: Deliveries,
  { retries, interval }: OutboxSettings,
  log: Pick<FastifyBaseLogger, 'warn'>,
): WakeableLoop {
  const underway = new Set<ClaimedEvent>();
  let forgetAt = 0;

  async function look(): Promise<void> {
    if (performance.now() >= forgetAt) {
      await store.forgetDead();
      forgetAt = performance.now() + forgetInterval;
    }
    const free = retries.all - underway.size;
    if (free === 0) return;
    for (const event of await store.claimDue(free, countByService(underway))) void retry(event);
  }

  async function retry(event: ClaimedEvent): Promise<void> {
    underway.add(event);
    await deliveries.start(event);
    underway.delete(event);
    loop.wake();
  }

  const loop = openWakeableLoop(() => look().catch((error: unknown) => void logFailure(log, error)), interval);
  return loop;
}

function countByService(events: Iterable<ClaimedEvent>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service } of events) counts.set(service, (counts.get(service) ?? 0) + 1);
  return counts;
}
