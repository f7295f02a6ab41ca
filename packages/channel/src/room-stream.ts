import { Direction, type MatrixClient, type MatrixEvent, type Room } from 'matrix-js-sdk';
import type { IncomingEvent } from './channel-types.ts';
import { ownEvent, toIncomingEvent } from './incoming-event.ts';
import type { SentMessages } from './sent-messages.ts';

const PAGE = 100;
const PAGES_IN_MEMORY = 20;

type RawEvent = Awaited<ReturnType<MatrixClient['createMessagesRequest']>>['chunk'][number];

interface Page {
  token: string;
  /** newest first; null when it is to be asked for again */
  chunk: RawEvent[] | null;
}

interface StreamOptions {
  client: MatrixClient;
  room: Room;
  cursor: () => Promise<string | null> | string | null;
  onEvents: (events: IncomingEvent[]) => Promise<void>;
  onPending: (event: MatrixEvent) => void;
  sent: SentMessages;
}

/**
 * Hands over the events of one room: in order, without gaps, one batch at a time.
 *
 * What /sync leaves out (a "limited" timeline after an absence) is paged in from /messages until the last delivered
 * event is found, so the application sees one unbroken line from its own cursor on.
 */
export class RoomStream {
  readonly #options: StreamOptions;
  #last: string | null = null;
  #started = false;
  #running: Promise<void> | null = null;
  #again = false;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  /** Delivers what is new. Calls while it runs are joined into one more round. Rejects when a delivery failed. */
  advance(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#rounds();
    return this.#running;
  }

  async #rounds(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#round();
      } while (this.#again);
    } finally {
      // In the same turn as the last look at `again`: a call in between would wait for a round that does not come.
      this.#running = null;
    }
  }

  async #round(): Promise<void> {
    if (!this.#started) {
      this.#last = await this.#options.cursor();
      this.#started = true;
    }
    const timeline = this.#options.room.getLiveTimeline();
    const live = [...timeline.getEvents()];
    const known = this.#last === null ? -1 : live.findLastIndex((event) => event.getId() === this.#last);
    if (known >= 0) return this.#deliver(live.slice(known + 1));
    const missed = await this.#deliverMissed(timeline.getPaginationToken(Direction.Backward));
    await this.#deliver(live.filter((event) => !missed.has(event.getId() ?? '')));
  }

  async #deliver(events: readonly MatrixEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    const { onEvents, onPending } = this.#options;
    const incoming: IncomingEvent[] = [];
    for (const event of events) {
      const handed = await this.#read(event);
      if (handed.trust === 'undecryptable') onPending(event);
      incoming.push(handed);
    }
    await onEvents(incoming);
    this.#last = last.getId() ?? this.#last;
  }

  async #read(event: MatrixEvent): Promise<IncomingEvent> {
    const { client, sent } = this.#options;
    const txnId = event.getUnsigned().transaction_id;
    const known =
      txnId !== undefined && event.getSender() === client.getUserId()
        ? sent.take(event.getRoomId() ?? '', txnId)
        : null;
    if (known) return ownEvent(client, event, known);
    await client.decryptEventIfNeeded(event);
    return toIncomingEvent(client, event);
  }

  /**
   * Pages back from a token to the last delivered event (or to the room's beginning) and then delivers page by page, oldest
   * first. However long the room is, no more than some pages are in memory, and what was delivered once is not asked for
   * again after a crash. Gives the ids of the newest page.
   */
  async #deliverMissed(from: string | null): Promise<Set<string>> {
    const mapper = this.#options.client.getEventMapper();
    const pages: Page[] = [];
    for (let token = from; token !== null;) {
      const { chunk, end } = await this.#page(token);
      const found = chunk.findIndex((raw) => raw.event_id === this.#last);
      pages.push({ token, chunk: found < 0 ? chunk : chunk.slice(0, found) });
      const tooOld = pages.at(-1 - PAGES_IN_MEMORY);
      if (tooOld) tooOld.chunk = null;
      token = found < 0 && end !== token ? end : null;
    }
    let newest = new Set<string>();
    for (const { token, chunk } of pages.toReversed()) {
      const events = (chunk ?? (await this.#page(token)).chunk).map(mapper).toReversed();
      await this.#deliver(events);
      if (events.length > 0) newest = new Set(events.map((event) => event.getId() ?? ''));
    }
    return newest;
  }

  async #page(token: string): Promise<{ chunk: RawEvent[]; end: string | null }> {
    const { client, room } = this.#options;
    const page = await client.createMessagesRequest(room.roomId, token, PAGE, Direction.Backward);
    return { chunk: page.chunk, end: page.end ?? null };
  }
}
