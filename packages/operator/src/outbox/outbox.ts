import type { Database, DatabaseTransaction } from '../database/schema.ts';
import { createDeliveries, logFailure, type DeliveryParts } from './deliveries.ts';
import type { DeadLetter, EventCounts, NewEvent } from './events.ts';
import { createFirstTries } from './first-try.ts';
import { createOutboxStore } from './outbox-store.ts';
import { openRetries } from './retries.ts';
import { usualSettings, type OutboxSettings } from './settings.ts';
import { createTurns } from './turns.ts';

/**
 * Events on their way to services. Each is delivered at least once, whatever happens to the process: it stands in the database, put
 * there by the transaction that caused it, until its service has answered 2xx. Failed attempts are repeated for three days.
 */
export interface Outbox extends AsyncDisposable {
  /**
   * Puts an event into the outbox. It exists when the transaction is committed, and not if it is rolled back.
   *
   * Order: the transaction holds what keeps others from changing the same connection (`lockAccount`), so that events stand in the order
   * of their commits.
   *
   * @returns its id, for `deliverNow`
   */
  enqueue(transaction: DatabaseTransaction, event: NewEvent): Promise<number>;
  /**
   * Tries an event of a committed transaction now, after those that hold it up. Resolves when it was tried, with or without success, at
   * the latest after three seconds; never rejects. What failed is tried again later.
   */
  deliverNow(id: number): Promise<void>;
  counts(): Promise<EventCounts>;
  /** Events that were given up within the last thirty days, the newest first; a thousand at most. */
  deadLetters(): Promise<DeadLetter[]>;
}

/** What an outbox is made of. */
export interface OutboxParts extends Omit<DeliveryParts, 'store'> {
  database: Database;
}

/** Starts to deliver. Closing waits for the attempts that have begun: close it before `web` and the database. */
export function openOutbox({ database, ...parts }: OutboxParts, changes: Partial<OutboxSettings> = {}): Outbox {
  const settings = { ...usualSettings, ...changes };
  const store = createOutboxStore(database, settings);
  const deliveries = createDeliveries({ ...parts, store });
  const tryNow = createFirstTries({ store, deliveries, turns: createTurns(settings.firstTries) });
  const retries = openRetries(store, deliveries, settings, parts.log);
  return {
    enqueue: (transaction, event) => store.insert(transaction, event),
    async deliverNow(id) {
      const time = AbortSignal.timeout(settings.firstTry);
      await tryNow(id, time).catch((error: unknown) => logFailure(parts.log, error));
    },
    counts: () => store.counts(),
    deadLetters: () => store.deadLetters(),
    async [Symbol.asyncDispose]() {
      await retries[Symbol.asyncDispose]();
      await deliveries.settled();
    },
  };
}
