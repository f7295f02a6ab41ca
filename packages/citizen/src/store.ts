import type { ChannelStore } from '@posthorn/channel';
import { PosthornError, type Json } from '@posthorn/protocol';

/**
 * Where one device keeps its own copy: session, vault, documents, events and what still has to be sent.
 *
 * Security duty: an implementation that outlives the process seals every value with the key it was opened with, bound
 * to the entry's name, so that entries can be neither read nor exchanged by whoever holds the disk.
 */
export interface CitizenStore {
  /** The part of the store that belongs to the channel (its crypto and sync state). */
  readonly channel: ChannelStore;
  /** Reads one entry; null when there is none. */
  read(name: string): Promise<Uint8Array | null>;
  /** All entries whose name starts with `prefix`, in the order of their names. */
  entries(prefix: string): Promise<[name: string, value: Uint8Array][]>;
  /** Writes (or with null: removes) all the given entries, or none of them. */
  write(entries: ReadonlyMap<string, Uint8Array | null>): Promise<void>;
  /** Writes what is pending and releases the store, the channel's part too. */
  close(): Promise<void>;
  /** Closes the store and removes it with everything in it. */
  destroy(): Promise<void>;
}

/** Reads an entry that holds JSON. */
export async function readJson<T>(store: CitizenStore, name: string): Promise<T | null> {
  const bytes = await store.read(name);
  return bytes === null ? null : (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** Writes one entry as JSON; null removes it. */
export async function writeJson(store: CitizenStore, name: string, value: object | Json): Promise<void> {
  await store.write(new Map([[name, value === null ? null : jsonToBytes(value)]]));
}

/** The bytes under which a JSON value is kept. */
export function jsonToBytes(value: object | Json): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** Names in the order in which they were written, for entries that are numbered. */
export function numbered(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(12, '0')}`;
}

/** The channel closes its part of the store when it stops, and the store when it is closed: whichever comes first. */
export function closeOnce(store: ChannelStore): ChannelStore {
  let closed: Promise<void> | null = null;
  return { ...store, close: () => (closed ??= store.close()) };
}

/** The same store; a write that fails (the disk is full, the quota used up) is told from all other failures. */
export function namingFailures(store: CitizenStore): CitizenStore {
  const write = (entries: ReadonlyMap<string, Uint8Array | null>): Promise<void> =>
    store.write(entries).catch((cause: unknown) => {
      throw new PosthornError('store-write-failed', 'This device could not record what has happened.', {
        mend: 'Free some space on this device; what was to be sent is tried again by itself.',
        cause,
      });
    });
  return {
    channel: store.channel,
    read: (name) => store.read(name),
    entries: (prefix) => store.entries(prefix),
    write,
    close: () => store.close(),
    destroy: () => store.destroy(),
  };
}
