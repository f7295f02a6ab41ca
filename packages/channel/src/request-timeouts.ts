import type { MatrixClient } from 'matrix-js-sdk';

/**
 * matrix-js-sdk sets a timer for every request and never clears it, so a program would linger for minutes after the last
 * sync. The same limits, by timers that hold no process back.
 */
export function useLightTimeouts(client: MatrixClient): void {
  const { http } = client;
  const original = http.authedRequest.bind(http) as (...args: unknown[]) => Promise<unknown>;
  const light: typeof http.authedRequest = (method, path, query, body, options = {}) => {
    const { localTimeoutMs, abortSignal, ...rest } = options;
    const signals = [abortSignal, localTimeoutMs === undefined ? undefined : AbortSignal.timeout(localTimeoutMs)];
    const given = signals.filter((signal) => signal !== undefined);
    const limited = given.length === 0 ? rest : { ...rest, abortSignal: AbortSignal.any(given) };
    return original(method, path, query, body, limited) as never;
  };
  http.authedRequest = light;
}
