import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Database } from '../src/database/schema.ts';
import { openGuardedFetch, type GuardedFetch } from '../src/keys/guarded-fetch.ts';
import type { NewEvent } from '../src/outbox/events.ts';
import { openOutbox, type Outbox } from '../src/outbox/outbox.ts';
import type { OutboxSettings } from '../src/outbox/settings.ts';
import { openWebHost, type WebHost } from './web-host.ts';

/** Retries follow at once; a busy machine has time to answer. */
export const quick: Partial<OutboxSettings> = { firstTry: 10_000, firstPause: 20, longestPause: 40, interval: 20 };

/** First tries are all there is: what fails, fails. */
export const noRetries: Partial<OutboxSettings> = { ...quick, firstPause: 3_600_000, longestPause: 3_600_000 };

/** A service that listens for events. */
export interface Listener extends WebHost {
  clientId: string;
  /** The messages that came, in their order, whatever it answered. */
  messages: string[];
  /** Resolves when enough messages have come. */
  until(isEnough: (messages: string[]) => boolean): Promise<void>;
  /** An event for this service. */
  event(body: string, changes?: Partial<NewEvent>): NewEvent;
}

/**
 * Opens a service.
 *
 * @param answer the status that it answers a message with; null for never
 */
export async function openListener(answer: (message: string) => number | null = () => 204): Promise<Listener> {
  const messages: string[] = [];
  const arrivals = new EventEmitter();

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const message = await text(request);
    messages.push(message);
    const status = answer(message);
    if (status !== null) response.writeHead(status, { location: '/elsewhere' }).end();
    arrivals.emit('message');
  }

  const host = await openWebHost((request, response) => {
    void receive(request, response);
  });
  const clientId = host.url;
  return Object.assign(host, {
    clientId,
    messages,
    async until(isEnough: (messages: string[]) => boolean) {
      while (!isEnough(messages)) await once(arrivals, 'message');
    },
    event: (body: string, changes: Partial<NewEvent> = {}): NewEvent => ({
      service: clientId,
      connection: 'first',
      type: 'CONNECTION_EVENT',
      url: `${clientId}/events`,
      body,
      holdsLater: true,
      ...changes,
    }),
  });
}

/** An outbox with its own way to the web. Messages read `{body} #{attempt}`. */
export interface TestOutbox extends Outbox {
  /** Puts an event in, in a transaction of its own. */
  add(event: NewEvent): Promise<number>;
  /** The same, and tries it at once. */
  send(event: NewEvent): Promise<void>;
  /** What it has logged. */
  log: unknown[];
  /** Requests to a service that were ever going on at once. */
  mostAtOnce(clientId: string): number;
}

export function startOutbox(
  database: Database,
  settings: Partial<OutboxSettings> = quick,
  allowPrivateAddresses = true,
): TestOutbox {
  const parts = new AsyncDisposableStack();
  const { firstTry: timeLimit = 10_000 } = settings;
  const { web, mostAtOnce } = counted(parts.use(openGuardedFetch({ allowPrivateAddresses, timeLimit })));
  const log: unknown[] = [];
  const outbox = openOutbox(
    {
      database,
      web,
      render: async ({ body, attempt }) => `${body} #${attempt}`,
      log: { warn: (entry: unknown) => log.push(entry) },
    },
    settings,
  );
  parts.use(outbox);
  const add = (event: NewEvent): Promise<number> =>
    database.transaction().execute((transaction) => outbox.enqueue(transaction, event));
  return {
    ...outbox,
    add,
    send: async (event) => outbox.deliverNow(await add(event)),
    log,
    mostAtOnce,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The same way to the web, with an eye on how many requests are on it. */
function counted(web: GuardedFetch): { web: Pick<GuardedFetch, 'fetch'>; mostAtOnce: TestOutbox['mostAtOnce'] } {
  const now = new Map<string, number>();
  const most = new Map<string, number>();
  function change(origin: string, by: 1 | -1): void {
    const count = (now.get(origin) ?? 0) + by;
    now.set(origin, count);
    most.set(origin, Math.max(count, most.get(origin) ?? 0));
  }
  return {
    web: {
      async fetch(url, request) {
        const { origin } = new URL(url);
        change(origin, 1);
        try {
          return await web.fetch(url, request);
        } finally {
          change(origin, -1);
        }
      },
    },
    mostAtOnce: (clientId) => most.get(clientId) ?? 0,
  };
}
