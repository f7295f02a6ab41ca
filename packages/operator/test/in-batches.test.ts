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

test('what comes at the same time is done together, and so is what comes meanwhile; each has its own result', async () => {
  const { order, batches } = openLine();
  const first = ['a', 'b'].map(order);
  await expect.poll(() => batches[0]?.items).toEqual(['a', 'b']);
  const second = ['c', 'd'].map(order);
  batches[0]?.finish.resolve();
  expect(await Promise.all(first)).toEqual(['A', 'B']);
  await expect.poll(() => batches[1]?.items).toEqual(['c', 'd']);
  batches[1]?.finish.resolve();
  expect(await Promise.all(second)).toEqual(['C', 'D']);
});

test('a batch has no more items than allowed, and never two of the same name', async () => {
  const { order, batches } = openLine({ largest: 2, nameOf: (item) => item[0] ?? '' });
  const results = ['a1', 'a2', 'b', 'c'].map(order);
  await expect.poll(() => batches.length).toBe(1);
  batches[0]?.finish.resolve();
  await expect.poll(() => batches.length).toBe(2);
  batches[1]?.finish.resolve();
  await Promise.all(results);
  expect(batches.map(({ items }) => items)).toEqual([
    ['a1', 'b'],
    ['a2', 'c'],
  ]);
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
  const results = await Promise.allSettled(['good', 'bad', 'fine'].map(order));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(runs).toEqual([['good', 'bad', 'fine'], ['good'], ['bad'], ['fine']]);
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
  const results = await Promise.allSettled(['one', 'other'].map(order));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(runs).toEqual([['one', 'other']]);
});
