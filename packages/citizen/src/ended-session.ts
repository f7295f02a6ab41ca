import type { CitizenStore } from './store.ts';

/** Stands in the store of a device whose session the homeserver has ended, until somebody signs in there again. */
export const endedMark = 'session-ended';

export async function hasEnded(store: CitizenStore): Promise<boolean> {
  return (await store.read(endedMark)) !== null;
}

export async function markEnded(store: CitizenStore): Promise<void> {
  await store.write(new Map([[endedMark, new Uint8Array([1])]]));
}
