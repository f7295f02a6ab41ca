import { expect, test } from 'vitest';
import { inBatches, type BatchRules } from '../src/database/in-batches.ts';

/** Things that are done when the test says so: each batch waits for its turn. */
function openLine(rules: Partial<BatchRules<string>> = {}) {
  const batches: { items: string[]; finish: PromiseWithResolvers<void> }[] = [];
  const order = inBatches(
    async (items: string[]) => {
      const finish = Promise.withResolvers<void>();
      batches.push({ items, finish });
      await finish.promise;
      return items.map((item) => item.toUpperCase());
    },
    { largest: 10, atOnce: 1, ...rules },
  );
  return { order, batches };
}

test('what comes alone is done at once; what comes meanwhile is done together, each with its own result', async () => {
  const { order, batches } = openLine();
  const results = ['a', 'b', 'c'].map(order);
  expect(batches.map(({ items }) => items)).toEqual([['a']]);
  batches[0]?.finish.resolve();
  expect(await results[0]).toBe('A');
  await expect.poll(() => batches[1]?.items).toEqual(['b', 'c']);
  batches[1]?.finish.resolve();
  expect(await Promise.all(results)).toEqual(['A', 'B', 'C']);
});

test('a batch has no more items than allowed, and never two of the same name', async () => {
  const { order, batches } = openLine({ largest: 2, nameOf: (item) => item[0] ?? '' });
  const results = ['x', 'a1', 'a2', 'b', 'c'].map(order);
  for (let index = 0; index < 4; index += 1) {
    await expect.poll(() => batches.length).toBeGreaterThan(index);
    batches[index]?.finish.resolve();
    if (batches.flatMap(({ items }) => items).length === 5) break;
  }
  await Promise.all(results);
  expect(batches.map(({ items }) => items)).toEqual([['x'], ['a1', 'b'], ['a2', 'c']]);
});

test('one item that is refused takes no other with it', async () => {
  const runs: string[][] = [];
  const order = inBatches(
    async (items: string[]) => {
      runs.push(items);
      if (items.includes('bad')) throw new RangeError('bad');
      return items;
    },
    { largest: 10, atOnce: 1, isOfOne: (error) => error instanceof RangeError },
  );
  const results = await Promise.allSettled(['first', 'good', 'bad', 'fine'].map(order));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  expect(runs).toEqual([['first'], ['good', 'bad', 'fine'], ['good'], ['bad'], ['fine']]);
});

test('when nobody knows what came of a batch, nothing of it is tried again', async () => {
  const runs: string[][] = [];
  const order = inBatches<string, string>(
    (items) => {
      runs.push(items);
      return Promise.reject(new Error('connection lost'));
    },
    { largest: 10, atOnce: 1 },
  );
  const results = await Promise.allSettled(['first', 'second', 'third'].map(order));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(runs).toEqual([['first'], ['second', 'third']]);
});
