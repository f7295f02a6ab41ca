import { openMemoryStore } from '@posthorn/channel/node-store';
import { closeOnce, type CitizenStore } from './store.ts';

/** A store that is gone when the process ends: for trying things, and for programs that sign in anew each time. */
export async function memoryStore(): Promise<CitizenStore> {
  const channel = closeOnce(await openMemoryStore());
  const entries = new Map<string, Uint8Array>();
  return {
    channel,
    read: async (name) => entries.get(name) ?? null,
    entries: async (prefix) =>
      [...entries].filter(([name]) => name.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    write: async (changes) => {
      for (const [name, value] of changes) {
        if (value === null) entries.delete(name);
        else entries.set(name, value);
      }
    },
    close: () => channel.close(),
    destroy: () => channel.close(),
  };
}
