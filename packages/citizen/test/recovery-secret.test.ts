import { openMemoryStore } from '@posthorn/channel/node-store';
import { expect, test } from 'vitest';
import { memoryStore } from '../src/memory-store.ts';
import { moveIn, startTown } from './town.ts';

test('the recovery secret is given at every start until the person has kept it', async () => {
  await using town = await startTown();
  const store = await memoryStore();
  // What survives when the program is killed before it has shown the secret.
  const [first, second] = [await moveIn(town, { store }), await openMemoryStore()];
  await first.person.close();
  const next = await moveIn(town, { store: { ...store, channel: second } });
  expect(next.recoverySecret).toBe(first.recoverySecret);
  await next.person.recoverySecretKept();
  await next.person.close();
  await using last = await moveIn(town, { store: { ...store, channel: await openMemoryStore() } });
  expect(last.recoverySecret).toBeNull();
});
