import type { IncomingEvent } from '@posthorn/channel';
import { readContent, type Json, type ReadResult } from '@posthorn/protocol';
import { jsonToBytes, numbered, type CitizenStore } from './store.ts';

const PREFIX = 'event/';

/** An event as this device keeps it. */
export interface LogEntry extends Omit<IncomingEvent, 'raw'> {
  /** Kept only as long as the event may still become readable or trusted. */
  raw: Record<string, Json> | null;
  /** Recorded before this device had the person's keys: what was said earlier, for which only the key backup has keys. */
  early: boolean;
  /** What stood in an encrypted attachment because it was too large for an event. */
  external?: ReadResult;
  /** True as long as what stands in that attachment has not been fetched. */
  unfetched?: boolean;
}

/** All events of all rooms in the room's order, on this device. Recorded before anything is done with them. */
export class EventLog {
  readonly #store: CitizenStore;
  readonly #rooms = new Map<string, LogEntry[]>();
  readonly #places = new Map<string, number>();

  private constructor(store: CitizenStore) {
    this.#store = store;
  }

  static async load(store: CitizenStore): Promise<EventLog> {
    const log = new EventLog(store);
    for (const [, value] of await store.entries(PREFIX)) {
      const entry = JSON.parse(new TextDecoder().decode(value)) as LogEntry;
      log.#push(entry);
    }
    return log;
  }

  /** The last event recorded of a room; the channel delivers those after it. */
  cursor(roomId: string): string | null {
    return this.#rooms.get(roomId)?.at(-1)?.eventId ?? null;
  }

  rooms(): string[] {
    return [...this.#rooms.keys()];
  }

  entries(roomId: string): readonly LogEntry[] {
    return this.#rooms.get(roomId) ?? [];
  }

  /** Records events; gives back those that are new. */
  async append(roomId: string, entries: readonly LogEntry[]): Promise<LogEntry[]> {
    const room = this.#room(roomId);
    const added = entries.filter((entry) => !this.#places.has(entry.eventId));
    const writes = added.map((entry, index): [string, Uint8Array] => [
      entryName(roomId, room.length + index),
      jsonToBytes(entry),
    ]);
    await this.#store.write(new Map(writes));
    for (const entry of added) this.#push(entry);
    return added;
  }

  /** Puts the readable form of an event in the place of the one that waited. */
  async replace(entry: LogEntry): Promise<void> {
    const room = this.#room(entry.roomId);
    const index = this.#places.get(entry.eventId);
    if (index === undefined) return;
    await this.#store.write(new Map([[entryName(entry.roomId, index), jsonToBytes(entry)]]));
    room[index] = entry;
  }

  /** Whether this very form of an event is recorded. */
  holds(entry: LogEntry): boolean {
    const index = this.#places.get(entry.eventId);
    return index !== undefined && this.#room(entry.roomId)[index] === entry;
  }

  /** Whether an event was recorded before this device had the person's keys. */
  isEarly(event: Pick<IncomingEvent, 'eventId' | 'roomId'>): boolean {
    const index = this.#places.get(event.eventId);
    return index !== undefined && this.#room(event.roomId)[index]?.early === true;
  }

  /** Events that may still become readable or trusted, or whose content is still to be fetched. */
  unsettled(): LogEntry[] {
    return [...this.#rooms.values()].flat().filter((entry) => entry.raw !== null || entry.unfetched);
  }

  #push(entry: LogEntry): void {
    this.#places.set(entry.eventId, this.#room(entry.roomId).push(entry) - 1);
  }

  #room(roomId: string): LogEntry[] {
    const room = this.#rooms.get(roomId) ?? [];
    this.#rooms.set(roomId, room);
    return room;
  }
}

/** The form in which an event is recorded. */
export function toLogEntry(event: IncomingEvent, early: boolean): LogEntry {
  const isSettled = event.trust === 'verified' || event.trust === 'plain' || (event.trust === 'restored' && early);
  const isExternal = event.trust !== 'undecryptable' && readContent(event.type, event.content).kind === 'external';
  return { ...event, raw: isSettled ? null : event.raw, early, ...(isExternal && { unfetched: true }) };
}

function entryName(roomId: string, index: number): string {
  return numbered(`${PREFIX}${roomId}/`, index);
}
