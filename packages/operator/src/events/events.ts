import type { WireMessages } from '@posthorn/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Database, DatabaseTransaction } from '../database/schema.ts';
import type { OperatorKeys } from '../identity/operator-keys.ts';
import { requireService, type ServiceRecord } from '../identity/services.ts';
import type { GuardedFetch } from '../keys/guarded-fetch.ts';
import type { DeadLetter, EventCounts, NewEvent } from '../outbox/events.ts';
import { openOutbox } from '../outbox/outbox.ts';

/** What the operator tells a service. */
export interface ServiceEvent {
  type: 'CONNECTION_EVENT' | 'LOGIN_EVENT';
  connection: string;
  /** The person's own CONNECTION or LOGIN. */
  payload: string;
}

/** Events on their way to services. */
export interface Events extends AsyncDisposable {
  /** Puts an event into the outbox, in the transaction of what caused it. Null for a service that does not listen. */
  enqueue(transaction: DatabaseTransaction, service: ServiceRecord, event: ServiceEvent): Promise<number | null>;
  /** Tries an event now, so that the service knows before the device is answered. What fails is tried again later. */
  deliverNow(id: number | null): Promise<void>;
  counts(): Promise<EventCounts>;
  /** Events that were given up within the last thirty days. */
  deadLetters(): Promise<DeadLetter[]>;
}

/** What events are made of. */
export interface EventParts {
  database: Database;
  keys: OperatorKeys;
  web: GuardedFetch;
  log: FastifyBaseLogger;
}

/** Starts to deliver. */
export function openEvents({ database, keys, web, log }: EventParts): Events {
  const outbox = openOutbox({ database, web, log, render: (event) => render(event, database, keys) });
  return {
    async enqueue(transaction, service, { type, connection, payload }) {
      if (service.eventsUri === null) return null;
      const to = { service: service.clientId, connection, url: service.eventsUri };
      return outbox.enqueue(transaction, { ...to, type, body: payload, holdsLater: type === 'CONNECTION_EVENT' });
    },
    async deliverNow(id) {
      if (id !== null) await outbox.deliverNow(id);
    },
    counts: () => outbox.counts(),
    deadLetters: () => outbox.deadLetters(),
    [Symbol.asyncDispose]: () => outbox[Symbol.asyncDispose](),
  };
}

/** The message, signed anew with the key that the service understands. */
async function render({ service, type, body }: NewEvent, database: Database, keys: OperatorKeys): Promise<string> {
  const { clientId, key } = await requireService(service, database);
  const content: Pick<WireMessages['CONNECTION_EVENT'], 'aud' | 'payload'> = { aud: clientId, payload: body };
  return keys.sign(type === 'LOGIN_EVENT' ? 'LOGIN_EVENT' : 'CONNECTION_EVENT', content, key.kty);
}
