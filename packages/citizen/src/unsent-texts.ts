import { serialQueue, type SerialQueue } from './serial-queue.ts';
import type { CitizenStore } from './store.ts';

const PREFIX = 'unsent-text/';

/** What the person has begun to write in each case. On this device alone, and sealed like everything in its store. */
export class UnsentTexts {
  readonly #store: CitizenStore;
  readonly #texts = new Map<string, string>();
  readonly #inTurn: SerialQueue = serialQueue();

  constructor(store: CitizenStore) {
    this.#store = store;
  }

  async load(): Promise<void> {
    for (const [name, text] of await this.#store.entries(PREFIX)) {
      this.#texts.set(name.slice(PREFIX.length), new TextDecoder().decode(text));
    }
  }

  /** In how many cases there is one. */
  get count(): number {
    return this.#texts.size;
  }

  get(caseId: string): string {
    return this.#texts.get(caseId) ?? '';
  }

  /** An empty text removes what was there. */
  set(caseId: string, text: string): Promise<void> {
    if (text === '') this.#texts.delete(caseId);
    else this.#texts.set(caseId, text);
    const value = text === '' ? null : new TextEncoder().encode(text);
    return this.#inTurn(() => this.#store.write(new Map([[PREFIX + caseId, value]])));
  }
}
