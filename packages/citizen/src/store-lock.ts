import { PosthornError } from '@posthorn/protocol';

/**
 * Keeps all other pages of this origin out of a store: two would tear each other's message keys. The browser takes the lock back when the
 * page ends, however it ends. Source: Web Locks API.
 *
 * @param patience milliseconds to wait for whoever has the lock
 * @returns lets go of the lock
 * @throws PosthornError `store-in-use`
 */
export async function lockStore(name: string, patience: number): Promise<() => void> {
  const { promise: done, resolve: release } = Promise.withResolvers<void>();
  const { promise: taken, resolve, reject } = Promise.withResolvers<void>();
  const hold = (): Promise<void> => {
    resolve();
    return done;
  };
  navigator.locks.request(name, { signal: AbortSignal.timeout(patience) }, hold).catch(reject);
  await taken.catch((cause: unknown) => {
    throw new PosthornError('store-in-use', 'Another page has this store open.', {
      mend: 'Go on in that page, or close it.',
      cause,
    });
  });
  return release;
}
