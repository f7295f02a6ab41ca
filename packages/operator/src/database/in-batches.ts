/** How things are put together. */
export interface BatchRules<Item> {
  /** Items of one batch, at most. */
  largest: number;
  /** Batches that run at the same time, at most. */
  atOnce: number;
  /** Items of the same name never stand in one batch; the later one waits. */
  nameOf?: (item: Item) => string;
  /** Whether an error came of one of the items, and nothing was done: then each is tried by itself. */
  isOfOne?: (error: unknown) => boolean;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Does many small things as few larger ones: what comes at the same time, or while other batches run, makes one batch.
 *
 * @param run gives the results in the order of the items
 * @example const double = inBatches(async (numbers: number[]) => numbers.map((n) => 2 * n), { largest: 100, atOnce: 1 })
 */
export function inBatches<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
  { largest, atOnce, nameOf, isOfOne = () => false }: BatchRules<Item>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  let scheduled = false;

  function next(): Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    const names = new Set<string>();
    for (const one of waiting) {
      const name = nameOf?.(one.item);
      const fits = batch.length < largest && (name === undefined || !names.has(name));
      (fits ? batch : later).push(one);
      if (name !== undefined) names.add(name);
    }
    waiting = later;
    return batch;
  }

  async function settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && isOfOne(error)) await Promise.all(batch.map((one) => settle([one])));
      else for (const { reject } of batch) reject(error);
    }
  }

  function start(): void {
    scheduled = false;
    while (waiting.length > 0 && running < atOnce) {
      running += 1;
      void settle(next()).finally(() => {
        running -= 1;
        startSoon();
      });
    }
  }

  /** At the end of this turn of the event loop: what else comes in it comes along. */
  function startSoon(): void {
    if (scheduled || waiting.length === 0 || running === atOnce) return;
    scheduled = true;
    setImmediate(start);
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      startSoon();
    });
}
