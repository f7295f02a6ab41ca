import { isPosthornError } from '@posthorn/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { GuardedFetch } from '../keys/guarded-fetch.ts';
import type { ClaimedEvent } from './events.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { Turns } from './turns.ts';

/** What deliveries are made with. */
export interface DeliveryParts {
  store: OutboxStore;
  /** Makes the message of an event, signed now: each attempt asks anew. */
  render: (event: ClaimedEvent) => Promise<string>;
  web: Pick<GuardedFetch, 'fetch'>;
  log: Pick<FastifyBaseLogger, 'warn'>;
}

/** The attempts that this process is making. */
export interface Deliveries {
  /**
   * Tries a claimed event once and records what became of it. An event whose time is over before its attempt begins is given back.
   *
   * @param terms for attempts that somebody waits for: their turn, and when their time is over
   * @returns whether the service has it; never rejects
   */
  start(event: ClaimedEvent, terms?: { turns: Turns; signal: AbortSignal }): Promise<boolean>;
  /** The attempt at this event that is going on, if there is one. */
  running(id: number): Promise<boolean> | undefined;
  /** Resolves when nothing is going on. */
  settled(): Promise<void>;
}

export function createDeliveries({ store, render, web, log }: DeliveryParts): Deliveries {
  const runningById = new Map<number, Promise<boolean>>();

  async function attempt(event: ClaimedEvent, signal: AbortSignal | undefined): Promise<boolean> {
    if (signal?.aborted === true) {
      await store.release(event);
      return false;
    }
    const failure = await deliver(event, { render, web, signal });
    if (failure === null) await store.delivered(event);
    else if (await store.failed(event, failure)) logDead(event, failure);
    return failure === null;
  }

  function logDead({ id, type, attempt: attempts }: ClaimedEvent, failure: string): void {
    log.warn({ event: id, type, attempts, failure }, 'event given up');
  }

  return {
    start(event, terms) {
      const begin = (): Promise<boolean> => attempt(event, terms?.signal);
      const running = (terms === undefined ? begin() : terms.turns(event.service, begin))
        // It stays claimed until its lease is over; then it is tried again.
        .catch((error: unknown) => logFailure(log, error))
        .finally(() => runningById.delete(event.id));
      runningById.set(event.id, running);
      return running;
    },
    running: (id) => runningById.get(id),
    async settled() {
      while (runningById.size > 0) await Promise.all(runningById.values());
    },
  };
}

/** @returns why it failed (an error code, or `status 500`), or null when the service has answered 2xx */
async function deliver(
  event: ClaimedEvent,
  { render, web, signal }: Pick<DeliveryParts, 'render' | 'web'> & { signal: AbortSignal | undefined },
): Promise<string | null> {
  try {
    const body = await render(event);
    const headers = { 'content-type': 'application/jwt' };
    const request = { method: 'POST', headers, body, expect: 'status' } as const;
    const { status } = await web.fetch(event.url, signal === undefined ? request : { ...request, signal });
    return status >= 200 && status < 300 ? null : `status ${status}`;
  } catch (error) {
    return isPosthornError(error) ? error.code : 'not-signed';
  }
}

/** Says that the outbox has trouble, without what the database says about it. */
export function logFailure(log: Pick<FastifyBaseLogger, 'warn'>, error: unknown): false {
  const { name = 'unknown', code } = error as { name?: string; code?: unknown };
  log.warn({ failure: name, code: typeof code === 'string' ? code : undefined }, 'outbox failed');
  return false;
}
