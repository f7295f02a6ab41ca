/**
 * Waits for work, but not longer than that. The work itself goes on; OpenDAL's own time limits end it.
 *
 * @param milliseconds how long at most
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('Timeout (permanent) at waiting')), milliseconds);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
