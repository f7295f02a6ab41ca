import type { OperatorKeys } from '../identity/operator-keys.ts';
import type { ServiceRecord } from '../identity/services.ts';
import type { DatabaseTransaction } from '../database/schema.ts';

/** What the operator tells a service. */
export interface ServiceEvent {
  type: 'CONNECTION_EVENT' | 'LOGIN_EVENT';
  connection: string;
  /** The person's own CONNECTION or LOGIN. */
  payload: string;
}

/** Events on their way to services. */
export interface Events {
  /** Puts an event into the outbox, in the transaction of what caused it. Null for a service that does not listen. */
  enqueue(transaction: DatabaseTransaction, service: ServiceRecord, event: ServiceEvent): Promise<string | null>;
  /** Tries an event now, so that the service knows before the device is answered. What fails is tried again later. */
  deliverNow(id: string | null): Promise<void>;
  /** Events by state: `waiting`, `dead` (given up after three days). */
  counts(): Promise<Record<'waiting' | 'dead', number>>;
}

export function standIn(keys: OperatorKeys): Events {
  const waiting = new Map<string, { service: ServiceRecord; event: ServiceEvent }>();
  return {
    counts: () => Promise.resolve({ waiting: 0, dead: 0 }),
    async enqueue(_t, service, event) {
      if (service.eventsUri === null) return null;
      const id = crypto.randomUUID();
      waiting.set(id, { service, event });
      return id;
    },
    async deliverNow(id) {
      const found = id === null ? undefined : waiting.get(id);
      if (!found) return;
      const { service, event } = found;
      const jwt = await keys.sign(event.type, { aud: service.clientId, payload: event.payload }, service.key.kty);
      await fetch(service.eventsUri ?? '', {
        method: 'POST',
        body: jwt,
        headers: { 'content-type': 'application/jwt' },
      }).catch(() => undefined);
    },
  };
}
