/** What changed, coarsely: look again at what you show of it. */
export type Change =
  | { kind: 'state' }
  | { kind: 'connection'; online: boolean }
  | { kind: 'agencies' }
  | { kind: 'drafts' }
  /** Connections, permissions, requests or documents at the data operator. */
  | { kind: 'data' }
  | { kind: 'case'; caseId: string };

/** Tells listeners of changes. A listener that throws disturbs neither the others nor what it listens to. */
export class Changes {
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #closed = new AbortController();

  emit(change: Change): void {
    for (const listener of Array.from(this.#listeners)) {
      try {
        listener(change);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Calls `listener` at every change until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with true at the next change of a case, with false when no more will come. */
  next(caseId: string, signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (result: boolean): void => {
        stop();
        this.#closed.signal.removeEventListener('abort', end);
        signal?.removeEventListener('abort', end);
        resolve(result);
      };
      const end = (): void => done(false);
      const stop = this.listen((change) => {
        if (change.kind === 'case' && change.caseId === caseId) done(true);
      });
      this.#closed.signal.addEventListener('abort', end);
      signal?.addEventListener('abort', end);
      if (this.#closed.signal.aborted || signal?.aborted) end();
    });
  }

  /** No more changes will come. */
  close(): void {
    this.#closed.abort();
    this.#listeners.clear();
  }
}
