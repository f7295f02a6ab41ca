import { isPosthornError, PosthornError, type ErrorCode } from '@posthorn/protocol';
import type { OutgoingItem } from './outgoing.ts';
import { jsonToBytes, numbered, type CitizenStore } from './store.ts';
import type { Progress } from './uploads.ts';

const PREFIX = 'outbox/';
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** Failures that waiting mends. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['homeserver-unreachable', 'directory-unreachable', 'room-unknown']);

interface OutboxParts {
  store: CitizenStore;
  /** Sends an item; gives the event id. Called again with the same item after a failure or a crash. */
  send(item: OutgoingItem, outbox: Outbox, onProgress: Progress): Promise<string>;
  /** Called when an item has been sent, before it is recorded as sent. */
  onSent(item: OutgoingItem): Promise<void>;
  onChange(caseId: string): void;
}

/** What became of an item so far: sent, or waiting for the network. */
export type Outcome = 'sent' | 'waiting';

interface Waiter {
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/**
 * What the person has said and what has not been sent yet. Recorded before the first try, sent in order, tried again
 * until it is sent; an item that cannot be sent (say, because the agency's key has changed) stops its case's others.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #items = new Map<string, OutgoingItem>();
  readonly #names = new Map<string, string>();
  readonly #waiters = new Map<string, Waiter[]>();
  readonly #progress = new Map<string, Progress>();
  #next = 0;
  #running: Promise<void> | null = null;
  #pause = FIRST_PAUSE;
  #wake: (() => void) | null = null;
  #asked = false;
  #closed = false;

  private constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  static async load(parts: OutboxParts): Promise<Outbox> {
    const outbox = new Outbox(parts);
    for (const [name, value] of await parts.store.entries(PREFIX)) {
      const item = JSON.parse(new TextDecoder().decode(value)) as OutgoingItem;
      // What was stopped is tried once more after a restart: the cause may be gone.
      outbox.#items.set(item.id, { ...item, stopped: null });
      outbox.#names.set(item.id, name);
      outbox.#next = Number(name.slice(PREFIX.length)) + 1;
    }
    return outbox;
  }

  /** Everything of a case that is not in its room yet, in order. */
  itemsOf(caseId: string): OutgoingItem[] {
    return [...this.#items.values()].filter((item) => item.caseId === caseId);
  }

  items(): OutgoingItem[] {
    return [...this.#items.values()];
  }

  get(id: string): OutgoingItem | null {
    return this.#items.get(id) ?? null;
  }

  /** Records items, all or none, and begins to send them. Items that are there already stay as they are. */
  async add(items: readonly OutgoingItem[]): Promise<void> {
    const added = items
      .filter((item) => !this.#items.has(item.id))
      .map((item) => ({ item, name: numbered(PREFIX, this.#next++) }));
    await this.#parts.store.write(new Map(added.map(({ item, name }) => [name, jsonToBytes(item)])));
    for (const { item, name } of added) {
      this.#items.set(item.id, item);
      this.#names.set(item.id, name);
    }
    for (const item of items) this.#parts.onChange(item.caseId);
    this.kick();
  }

  /** Records a step that an item has made. */
  async update(item: OutgoingItem): Promise<void> {
    const name = this.#names.get(item.id);
    if (name === undefined) return;
    this.#items.set(item.id, item);
    await this.#parts.store.write(new Map([[name, jsonToBytes(item)]]));
    this.#parts.onChange(item.caseId);
  }

  /** Forgets items: they have come back with their room. */
  async remove(ids: readonly string[]): Promise<void> {
    const names = ids.flatMap((id) => this.#names.get(id) ?? []);
    if (names.length === 0) return;
    await this.#parts.store.write(new Map(names.map((name) => [name, null])));
    for (const id of ids) {
      this.#items.delete(id);
      this.#names.delete(id);
    }
  }

  /** Tries a stopped item again. */
  async resume(id: string): Promise<void> {
    const item = this.#items.get(id);
    if (item?.stopped) await this.update({ ...item, stopped: null });
    this.kick();
  }

  /** Resolves when an item has been sent, or as soon as it turns out that it has to wait; rejects when it is stopped. */
  outcome(id: string, onProgress?: Progress): Promise<Outcome> {
    const item = this.#items.get(id);
    if (!item || item.sent) return Promise.resolve('sent');
    if (onProgress) this.#progress.set(id, onProgress);
    if (this.#wake) return Promise.resolve('waiting');
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), { resolve, reject }]);
    });
  }

  /** Tries now what waits or has been stopped. */
  async retry(): Promise<void> {
    for (const item of this.#items.values()) if (item.stopped) await this.update({ ...item, stopped: null });
    this.kick();
  }

  /** Goes on at once: the homeserver is there again. */
  kick(): void {
    this.#pause = FIRST_PAUSE;
    this.#wake?.();
    this.#asked = true;
    this.#running ??= this.#run();
  }

  /** Ends the sending; what is under way is finished first. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Only once `kick` has noted that it runs may it end.
    await Promise.resolve();
    while (this.#asked && !this.#closed) {
      this.#asked = false;
      for (let item = this.#nextItem(); item && !this.#closed; item = this.#nextItem()) await this.#try(item);
    }
    this.#running = null;
  }

  async #try(item: OutgoingItem): Promise<void> {
    const { id } = item;
    try {
      const sent = await this.#parts.send(item, this, (done, total) => this.#progress.get(id)?.(done, total));
      await this.#parts.onSent(item);
      await this.update({ ...(this.#items.get(id) ?? item), sent });
      this.#progress.delete(id);
      this.#settle(id, (waiter) => waiter.resolve('sent'));
      this.#pause = FIRST_PAUSE;
    } catch (error) {
      if (isPosthornError(error) && PASSING.has(error.code)) await this.#waitAWhile();
      else await this.#stop(this.#items.get(id) ?? item, error);
    }
  }

  /** The oldest item that is neither sent nor behind a stopped one of its case. */
  #nextItem(): OutgoingItem | null {
    const blocked = new Set<string>();
    for (const item of this.#items.values()) {
      if (item.stopped) blocked.add(item.caseId);
      else if (!item.sent && !blocked.has(item.caseId)) return item;
    }
    return null;
  }

  async #waitAWhile(): Promise<void> {
    for (const id of this.#waiters.keys()) this.#settle(id, (waiter) => waiter.resolve('waiting'));
    if (this.#closed) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, this.#pause);
    });
    clearTimeout(timer);
    this.#wake = null;
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #stop(item: OutgoingItem, error: unknown): Promise<void> {
    const known = isPosthornError(error)
      ? error
      : new PosthornError('message-not-sent', 'The message could not be sent.', {
          mend: 'Try again; if it fails again, report the error with what led to it.',
          cause: error,
        });
    const { code, message, mend } = known;
    await this.update({ ...item, stopped: { code, message, mend } });
    this.#settle(item.id, (waiter) => waiter.reject(known));
  }

  #settle(id: string, tell: (waiter: Waiter) => void): void {
    const waiters = this.#waiters.get(id) ?? [];
    this.#waiters.delete(id);
    for (const waiter of waiters) tell(waiter);
  }
}
