/** Counts, and lets a story wait for a count. */
export class Counter {
  value = 0;
  #waiting: (() => void)[] = [];

  add(): void {
    this.value += 1;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async reaches(count: number): Promise<void> {
    while (this.value < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
