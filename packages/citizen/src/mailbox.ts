import type { Channel, ChannelHandlers, IncomingEvent } from '@posthorn/channel';
import { isPosthornError } from '@posthorn/protocol';
import type { CaseBook } from './case-book.ts';
import { toLogEntry, type EventLog, type LogEntry } from './event-log.ts';
import { fetchExternal } from './external-content.ts';
import { serialQueue, type SerialQueue } from './serial-queue.ts';

const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;

interface MailboxParts {
  channel: Channel;
  log: EventLog;
  /** Null until the vault is open: events are recorded all the same. */
  book(): CaseBook | null;
  /** Looks for a connection that was made on another device. */
  refreshConnections: () => Promise<void>;
  inBackground: (task: () => Promise<unknown>) => void;
}

/** What comes in: recorded first, then made into cases. One event at a time, in the order of the rooms. */
export class Mailbox {
  readonly #parts: MailboxParts;
  readonly #queue: SerialQueue = serialQueue();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pause = FIRST_PAUSE;
  #closed = false;

  constructor(parts: MailboxParts) {
    this.#parts = parts;
  }

  handlers(): Pick<ChannelHandlers, 'cursor' | 'onEvents' | 'onDecrypted' | 'onIdentity'> {
    return {
      cursor: (roomId) => this.#parts.log.cursor(roomId),
      onEvents: (roomId, events) => this.#queue(() => this.#take(roomId, events)),
      onDecrypted: (event) => this.#queue(() => this.#replace([toLogEntry(event, this.#parts.log.isEarly(event))])),
      onIdentity: () => this.#parts.inBackground(() => this.settle()),
    };
  }

  /** Resolves when all that was handed over so far has been taken in. */
  idle(): Promise<void> {
    return this.#queue(async () => {});
  }

  /** Tries again to read what could not be read, trusted or fetched yet: keys come late, identities get attested. */
  settle(): Promise<void> {
    return this.#queue(async () => {
      const { channel, log } = this.#parts;
      const changed: LogEntry[] = [];
      for (const entry of log.unsettled()) {
        const event = entry.raw && (await channel.decrypt(entry.raw));
        if (event && event.trust !== entry.trust) changed.push(toLogEntry(event, entry.early));
        else if (entry.unfetched) changed.push(entry);
      }
      await this.#replace(changed);
    });
  }

  /** No fetching is tried any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
  }

  /** Recorded before anything is fetched: a file that cannot be had holds up neither its room nor the others. */
  async #take(roomId: string, events: readonly IncomingEvent[]): Promise<void> {
    const { log, refreshConnections } = this.#parts;
    const early = this.#parts.book() === null;
    const added = await log.append(
      roomId,
      events.map((event) => toLogEntry(event, early)),
    );
    const book = this.#parts.book();
    if (book?.connectionOf(roomId)) await book.add(roomId, added);
    else if (book) {
      // Its events are in the log by now; when the connection is found, the book reads them from there.
      await refreshConnections().catch((error: unknown) => {
        if (!isPosthornError(error)) throw error;
      });
    }
    await this.#replace(added.filter((entry) => entry.unfetched));
  }

  /** Puts newer forms of events in the place of what was recorded, with their content as far as it can be fetched. */
  async #replace(entries: readonly LogEntry[]): Promise<void> {
    const { channel, log } = this.#parts;
    const rooms = new Set<string>();
    let isComplete = true;
    for (const entry of entries) {
      const fetched = await fetchExternal(channel, entry);
      if (fetched.unfetched) isComplete = false;
      if (log.holds(fetched)) continue;
      await log.replace(fetched);
      rooms.add(entry.roomId);
    }
    for (const roomId of rooms) await this.#parts.book()?.rebuild(roomId);
    if (isComplete) this.#pause = FIRST_PAUSE;
    else this.#settleLater();
  }

  #settleLater(): void {
    clearTimeout(this.#retry);
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.#parts.inBackground(() => this.settle()), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }
}
