import { logger as sdkLogger, type Logger } from 'matrix-js-sdk/lib/logger.js';

/** matrix-js-sdk logs room and user ids, and at times contents: none of it belongs in a log of ours. */
export const silentLogger: Logger = {
  getChild: () => silentLogger,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};

/** Parts of the SDK speak to its global logger instead of the one they are given. */
export function silenceSdk(): void {
  Object.assign(sdkLogger, { ...silentLogger, log: () => {} });
}
