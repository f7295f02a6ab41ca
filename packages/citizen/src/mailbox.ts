import type { Channel, ChannelHandlers, IncomingEvent } from '@posthorn/channel';
import { isPosthornError } from '@posthorn/protocol';
import type { CaseBook } from './case-book.ts';
import { toLogEntry, type EventLog } from './event-log.ts';
import { resolveExternal } from './external-content.ts';
import { serialQueue, type SerialQueue } from './serial-queue.ts';

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

  constructor(parts: MailboxParts) {
    this.#parts = parts;
  }

  handlers(): Pick<ChannelHandlers, 'cursor' | 'onEvents' | 'onDecrypted' | 'onIdentity'> {
    return {
      cursor: (roomId) => this.#parts.log.cursor(roomId),
      onEvents: (roomId, events) => this.#queue(() => this.#take(roomId, events)),
      onDecrypted: (event) => this.#queue(() => this.#replace([event])),
      onIdentity: () => this.#parts.inBackground(() => this.settle()),
    };
  }

  /** Resolves when all that was handed over so far has been taken in. */
  idle(): Promise<void> {
    return this.#queue(async () => {});
  }

  /** Tries again to read what could not be read or trusted yet: keys come late, identities get attested. */
  settle(): Promise<void> {
    return this.#queue(async () => {
      const waiting = this.#parts.log.unsettled();
      const readable: IncomingEvent[] = [];
      for (const entry of waiting) {
        const event = entry.raw && (await this.#parts.channel.decrypt(entry.raw));
        if (event && event.trust !== entry.trust) readable.push(event);
      }
      await this.#replace(readable);
    });
  }

  async #take(roomId: string, events: readonly IncomingEvent[]): Promise<void> {
    const { channel, log, refreshConnections } = this.#parts;
    const entries = [];
    const early = this.#parts.book() === null;
    for (const event of events) entries.push(await resolveExternal(channel, toLogEntry(event, early)));
    const added = await log.append(roomId, entries);
    const book = this.#parts.book();
    if (!book) return;
    if (book.connectionOf(roomId)) return book.add(roomId, added);
    // Its events are in the log by now; when the connection is found, the book reads them from there.
    await refreshConnections().catch((error: unknown) => {
      if (!isPosthornError(error)) throw error;
    });
  }

  async #replace(events: readonly IncomingEvent[]): Promise<void> {
    const rooms = new Set<string>();
    for (const event of events) {
      const entry = toLogEntry(event, this.#parts.log.isEarly(event));
      await this.#parts.log.replace(await resolveExternal(this.#parts.channel, entry));
      rooms.add(event.roomId);
    }
    for (const roomId of rooms) await this.#parts.book()?.rebuild(roomId);
  }
}
