import { Direction, type MatrixClient, type MatrixEvent, type Room } from 'matrix-js-sdk';
import type { IncomingEvent } from './channel-types.ts';
import { ownEvent, toIncomingEvent } from './incoming-event.ts';
import type { SentMessages } from './sent-messages.ts';

const PAGE = 100;

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
    this.#running = this.#rounds().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      await this.#round();
    } while (this.#again);
  }

  async #round(): Promise<void> {
    if (!this.#started) {
      this.#last = await this.#options.cursor();
      this.#started = true;
    }
    const events = await this.#newEvents();
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
    const known = txnId !== undefined && event.getSender() === client.getUserId() ? sent.take(txnId) : null;
    if (known) return ownEvent(client, event, known);
    await client.decryptEventIfNeeded(event);
    return toIncomingEvent(client, event);
  }

  async #newEvents(): Promise<MatrixEvent[]> {
    const timeline = this.#options.room.getLiveTimeline();
    const live = timeline.getEvents();
    const known = this.#last === null ? -1 : live.findLastIndex((event) => event.getId() === this.#last);
    if (known >= 0) return live.slice(known + 1);
    const missed = await this.#missedBefore(timeline.getPaginationToken(Direction.Backward));
    const seen = new Set(missed.map((event) => event.getId()));
    return [...missed, ...live.filter((event) => !seen.has(event.getId()))];
  }

  /** Pages back from a token to the last delivered event (or to the room's beginning), oldest first. */
  async #missedBefore(from: string | null): Promise<MatrixEvent[]> {
    const { client, room } = this.#options;
    const mapper = client.getEventMapper();
    const missed: MatrixEvent[] = [];
    let token = from;
    while (token !== null) {
      const page = await client.createMessagesRequest(room.roomId, token, PAGE, Direction.Backward);
      for (const raw of page.chunk) {
        if (raw.event_id === this.#last) return missed.toReversed();
        missed.push(mapper(raw));
      }
      token = page.chunk.length === 0 ? null : (page.end ?? null);
    }
    return missed.toReversed();
  }
}
