import type { OutboxSettings } from './settings.ts';

/**
 * Milliseconds until the next attempt: doubles with each one up to the longest pause, and a random half of it is left out, so that the
 * events of a service that was away do not all come back at once.
 *
 * @param attempts that have failed, from 1
 * @param random from 0 to below 1
 */
export function retryPause(
  attempts: number,
  { firstPause, longestPause }: Pick<OutboxSettings, 'firstPause' | 'longestPause'>,
  random: number = Math.random(),
): number {
  const pause = Math.min(longestPause, firstPause * 2 ** (attempts - 1));
  return Math.round(pause * (1 - random / 2));
}
