import { setTimeout as pause } from 'node:timers/promises';

/** Whether a URL answers with success at this moment. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Asks again and again until the URL answers or `signal` ends the wait; true if it answered. */
export async function becomesReady(url: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await answers(url)) return true;
    await pause(80, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
