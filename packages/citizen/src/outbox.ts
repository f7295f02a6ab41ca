import { isPosthornError, PosthornError } from '@posthorn/protocol';
import { CaseRests } from './case-rests.ts';
import type { OutgoingItem } from './outgoing.ts';
import { jsonToBytes, numbered, type CitizenStore } from './store.ts';
import type { Progress } from './uploads.ts';
import { Waiters } from './waiters.ts';

const PREFIX = 'outbox/';

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

/**
 * What the person has said and what has not been sent yet. Recorded before the first try, sent in the order of each
 * case, tried again until it is sent. An item that has to wait, or that cannot be sent (say, because the agency's key
 * has changed), holds up its own case and no other.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #items = new Map<string, OutgoingItem>();
  readonly #names = new Map<string, string>();
  readonly #waiters = new Waiters<Outcome>();
  readonly #progress = new Map<string, Progress>();
  readonly #rests = new CaseRests();
  #next = 0;
  #running: Promise<void> | null = null;
  #wake: (() => void) | null = null;
  #closed = false;

  private constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  static async load(parts: OutboxParts): Promise<Outbox> {
    const outbox = new Outbox(parts);
    for (const [name, value] of await parts.store.entries(PREFIX)) {
      const item = JSON.parse(new TextDecoder().decode(value)) as OutgoingItem;
      outbox.#items.set(item.id, item);
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
    this.#begin();
  }

  /** Records a step that an item has made. */
  async update(item: OutgoingItem): Promise<void> {
    const name = this.#names.get(item.id);
    if (name === undefined) return;
    await this.#parts.store.write(new Map([[name, jsonToBytes(item)]]));
    this.#show(item);
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
    if (!item) return;
    if (item.stopped) this.#show({ ...item, stopped: null });
    this.#rests.end(item.caseId);
    this.#begin();
  }

  /**
   * Forgets an item that has been stopped; an application with all that stands behind it, for there will be no such case. Gives what was
   * forgotten: nothing if the item is not stopped any more.
   */
  async discard(id: string): Promise<OutgoingItem[]> {
    const item = this.#items.get(id);
    if (!item?.stopped) return [];
    const discarded = item.kind === 'application' ? this.itemsOf(item.caseId) : [item];
    await this.remove(discarded.map((each) => each.id));
    this.#parts.onChange(item.caseId);
    this.#begin();
    return discarded;
  }

  /** Resolves when an item has been sent, or as soon as it turns out that it has to wait; rejects when it is stopped. */
  outcome(id: string, onProgress?: Progress): Promise<Outcome> {
    const item = this.#items.get(id);
    if (!item || item.sent) return Promise.resolve('sent');
    if (item.stopped) return Promise.reject(toError(item.stopped));
    if (onProgress) this.#progress.set(id, onProgress);
    if (this.#closed || this.#heldUntil(item.caseId) > Date.now()) return Promise.resolve('waiting');
    return this.#waiters.wait(id);
  }

  /** Tries now what waits or has been stopped. */
  async retry(): Promise<void> {
    for (const item of this.#items.values()) if (item.stopped) this.#show({ ...item, stopped: null });
    this.kick();
  }

  /** Goes on at once: the homeserver is there again. */
  kick(): void {
    this.#rests.endAll();
    this.#begin();
  }

  /** Ends the sending; what is under way is finished first. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#running;
  }

  #begin(): void {
    this.#wake?.();
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // Only once `#begin` has noted that it runs may it end.
    await Promise.resolve();
    try {
      while (!this.#closed) {
        const next = this.#nextItem();
        if (typeof next !== 'number') await this.#try(next);
        else if (next === Infinity) break;
        else await this.#sleepUntil(next);
      }
    } finally {
      this.#running = null;
      // What is left stands behind a stopped item, or the device is being closed.
      this.#waiters.resolveAll('waiting');
    }
  }

  async #try(item: OutgoingItem): Promise<void> {
    const { id, caseId } = item;
    let sent: string;
    try {
      sent = await this.#parts.send(item, this, (done, total) => this.#progress.get(id)?.(done, total));
    } catch (error) {
      if (this.#rests.mayMend(caseId, error)) this.#rest(caseId, error);
      else this.#stop(this.#items.get(id) ?? item, error);
      return;
    }
    this.#progress.delete(id);
    try {
      await this.#parts.onSent(item);
      await this.update({ ...(this.#items.get(id) ?? item), sent });
      this.#rests.end(caseId);
      this.#waiters.resolve(id, 'sent');
    } catch (error) {
      // It is sent all the same. Another try sends nothing twice and makes the record good.
      this.#waiters.resolve(id, 'sent');
      this.#rest(caseId, error);
    }
  }

  /** The oldest item that may be tried; if there is none, the time at which there will be one, or Infinity. */
  #nextItem(): OutgoingItem | number {
    const held = new Set<string>();
    let soonest = Infinity;
    for (const item of this.#items.values()) {
      if (item.sent || held.has(item.caseId)) continue;
      const until = this.#heldUntil(item.caseId);
      if (until <= Date.now()) return item;
      held.add(item.caseId);
      soonest = Math.min(soonest, until);
    }
    return soonest;
  }

  /** Until when nothing of a case is tried: Infinity behind a stopped item. */
  #heldUntil(caseId: string): number {
    const first = this.itemsOf(caseId).find((item) => !item.sent);
    return first?.stopped ? Infinity : this.#rests.until(caseId);
  }

  #rest(caseId: string, error: unknown): void {
    this.#rests.begin(caseId, error);
    for (const { id } of this.itemsOf(caseId)) this.#waiters.resolve(id, 'waiting');
  }

  async #sleepUntil(time: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, time - Date.now());
    await promise;
    clearTimeout(timer);
    this.#wake = null;
  }

  /** Not recorded: after a restart it is tried once more, the cause may be gone. */
  #stop(item: OutgoingItem, error: unknown): void {
    const known = isPosthornError(error)
      ? error
      : new PosthornError('message-not-sent', 'The message could not be sent.', {
          mend: 'Try again; if it fails again, report the error with what led to it.',
          cause: error,
        });
    const { code, message, mend } = known;
    this.#rests.end(item.caseId);
    this.#show({ ...item, stopped: { code, message, mend } });
    this.#waiters.reject(item.id, known);
  }

  #show(item: OutgoingItem): void {
    this.#items.set(item.id, item);
    this.#parts.onChange(item.caseId);
  }
}

function toError({ code, message, mend }: NonNullable<OutgoingItem['stopped']>): PosthornError {
  return new PosthornError(code, message, { mend });
}
