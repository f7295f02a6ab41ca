/** Runs tasks one after the other, in the order in which they were given. */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>;

/** Makes a queue of its own. A task that fails does not hold up those behind it. */
export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => null);
    return result;
  };
}
