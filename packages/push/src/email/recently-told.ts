import { LRUCache } from 'lru-cache';
import { RateLimiterMemory } from 'rate-limiter-flexible';

/** How long somebody who has not read anything gets no further e-mail, in milliseconds. */
const pause = 15 * 60 * 1000;

/** E-mails to one address in an hour, however often the homeserver says that something was read: it may be lying. */
const mostInAnHour = 10;

/**
 * Who has been told by e-mail lately. Kept in memory alone: a restart forgets it, and somebody may get one e-mail more; of several
 * gateways each keeps its own.
 */
export class RecentlyTold {
  readonly #addresses: LRUCache<string, true>;
  readonly #inAnHour = new RateLimiterMemory({ points: mostInAnHour, duration: 60 * 60 });

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#addresses = new LRUCache({ max: 100_000, ttl: pause, ttlResolution: 0, perf: { now } });
  }

  /** Notes that an address is being told; false if it was told just before, or too often. */
  async begin(address: string): Promise<boolean> {
    const key = address.toLowerCase();
    if (this.#addresses.has(key)) return false;
    this.#addresses.set(key, true);
    return this.#inAnHour.consume(key).then(
      () => true,
      () => false,
    );
  }

  /** Something was read, so what comes now is news. */
  read(address: string): void {
    this.#addresses.delete(address.toLowerCase());
  }

  /** Telling has failed: as if it had not been tried. */
  async failed(address: string): Promise<void> {
    this.read(address);
    await this.#inAnHour.reward(address.toLowerCase());
  }
}
