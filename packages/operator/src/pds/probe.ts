import { PosthornError } from '@posthorn/protocol';
import type { PersonalDataStore } from './personal-data-store.ts';

/**
 * Writes, reads and deletes a document under a name that no account has.
 *
 * @throws PosthornError `store-unreachable` (also when it gives back something else), `store-refused`, `store-full`
 */
export async function probe(store: Omit<PersonalDataStore, 'check'>): Promise<void> {
  const path = `0/${crypto.randomUUID()}`;
  const written = crypto.getRandomValues(new Uint8Array(64));
  await store.write(path, written);
  const found = await store.read(path);
  await store.delete(path);
  if (found !== null && Buffer.compare(found, written) === 0) return;
  throw new PosthornError('store-unreachable', 'The personal data store does not give back what was written.', {
    mend: 'See whether the address is that of a store, and whether its folder is meant for this alone.',
  });
}
