/** Who waits for what becomes of something. */
export class Waiters<T> {
  readonly #waiting = new Map<string, PromiseWithResolvers<T>>();

  /** What becomes of `id`, as soon as somebody says so. */
  wait(id: string): Promise<T> {
    const waiting = this.#waiting.get(id) ?? Promise.withResolvers<T>();
    this.#waiting.set(id, waiting);
    return waiting.promise;
  }

  resolve(id: string, value: T): void {
    this.#waiting.get(id)?.resolve(value);
    this.#waiting.delete(id);
  }

  reject(id: string, error: unknown): void {
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
  }

  resolveAll(value: T): void {
    for (const id of this.#waiting.keys()) this.resolve(id, value);
  }
}
