import { LRUCache } from 'lru-cache';

/** How long somebody who has not read anything gets no further e-mail, in milliseconds. */
const pause = 15 * 60 * 1000;

/**
 * Who has been told by e-mail lately. Kept in memory alone: a restart forgets it, and somebody may get one e-mail more; of several
 * gateways each keeps its own.
 */
export class RecentlyTold {
  readonly #addresses: LRUCache<string, true>;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#addresses = new LRUCache({ max: 100_000, ttl: pause, ttlResolution: 0, perf: { now } });
  }

  /** Notes that an address is being told; false if it was told just before. */
  begin(address: string): boolean {
    if (this.#addresses.has(address.toLowerCase())) return false;
    this.#addresses.set(address.toLowerCase(), true);
    return true;
  }

  /** After something was read, or when telling has failed. */
  forget(address: string): void {
    this.#addresses.delete(address.toLowerCase());
  }
}
