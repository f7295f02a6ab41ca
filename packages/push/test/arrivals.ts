/** Things that come from outside, for a story that waits for them one by one. */
export class Arrivals<T> {
  readonly all: T[] = [];
  #taken = 0;
  #wake: (() => void) | undefined;

  add(thing: T): void {
    this.all.push(thing);
    this.#wake?.();
  }

  /** The first that nobody has taken yet. */
  async next(): Promise<T> {
    await this.untilThere(this.#taken + 1);
    return this.all[this.#taken++] as T;
  }

  /** Waits until so many have come since the beginning. */
  async untilThere(count: number): Promise<void> {
    while (this.all.length < count) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** How many have come that nobody has taken. */
  get waiting(): number {
    return this.all.length - this.#taken;
  }
}
