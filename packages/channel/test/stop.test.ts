import { expect, test } from 'vitest';
import { freshAgency } from '@posthorn/stack/testing';
import { openChannel } from '../src/index.ts';
import { openMemoryStore } from '../src/node-store.ts';

const idle = { cursor: () => null, onEvents: () => Promise.resolve() };

test('a channel that is stopped while it starts stays stopped', async () => {
  const { homeserver, userId, deviceId, accessToken } = await freshAgency();
  const session = { homeserver, userId, deviceId, accessToken };
  const states: string[] = [];
  const channel = await openChannel({ session, store: await openMemoryStore() });
  const started = channel.start({ ...idle, onConnection: (state) => states.push(state) });
  const outcome = expect(started).rejects.toMatchObject({ code: 'channel-stopped' });
  await channel.stop();
  await outcome;
  expect(states).toEqual([]);
});

test('a channel can be stopped while its homeserver is away, and says so to whoever waits for its start', async () => {
  const session = {
    homeserver: 'http://127.0.0.1:9',
    userId: '@nobody:localhost',
    deviceId: 'AWAY',
    accessToken: 'none',
  };
  const channel = await openChannel({ session, store: await openMemoryStore() });
  const reconnecting = Promise.withResolvers<void>();
  const started = channel.start({ ...idle, onConnection: () => reconnecting.resolve() });
  const outcome = expect(started).rejects.toMatchObject({ code: 'channel-stopped' });
  await reconnecting.promise;
  await channel.stop();
  await outcome;
});
