/** Runs `count` jobs, `concurrency` of them at a time; resolves with the milliseconds that each took. */
export async function runPool(
  count: number,
  concurrency: number,
  job: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const durations: number[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const begun = performance.now();
      await job(index);
      durations.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return durations;
}

/** How many seconds `count` jobs take together. */
export async function secondsFor(
  count: number,
  concurrency: number,
  job: (index: number) => Promise<unknown>,
): Promise<number> {
  const begun = performance.now();
  await runPool(count, concurrency, job);
  return (performance.now() - begun) / 1000;
}
