import { openChannel, type Channel } from '@posthorn/channel';
import { openMemoryStore } from '@posthorn/channel/node-store';
import type { Json } from '@posthorn/protocol';
import { freshPersonId, sharedHomeserver } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import { SealedDocuments } from '../src/documents.ts';
import { memoryStore } from '../src/memory-store.ts';
import { closedDoor } from './closed-door.ts';

const id = 'org.posthorn.draft.of-both';
const key = crypto.getRandomValues(new Uint8Array(32));

interface Side extends AsyncDisposable {
  documents: SealedDocuments;
  channel: Channel;
  setOnline(online: boolean): void;
}

/** Two devices of somebody, each ready, and each with a way to the homeserver that can be cut. */
async function twoDevices(): Promise<{ home: Side; train: Side } & AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const personId = freshPersonId();
  const home = parts.use(await sideOf(personId));
  const { recoverySecret } = await home.channel.setUpEncryption();
  const train = parts.use(await sideOf(personId));
  await train.channel.recover(recoverySecret);
  const running = parts.move();
  return { home, train, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** The documents of one device of a person. */
async function sideOf(personId: string): Promise<Side> {
  const homeserver = sharedHomeserver();
  const door = await closedDoor(homeserver.url, (path) => path.includes('/account_data/'));
  door.open();
  const session = { ...(await homeserver.signInAtEid(personId)), homeserver: door.url };
  const channel = await openChannel({ session, store: await openMemoryStore() });
  return {
    channel,
    documents: new SealedDocuments(channel, await memoryStore(), key),
    setOnline: (online) => (online ? door.open() : door.shut()),
    async [Symbol.asyncDispose]() {
      await channel.stop();
      door[Symbol.dispose]();
    },
  };
}

/** What a document says here once its newest version was asked for. */
async function newest({ documents }: Side): Promise<Json> {
  documents.changedElsewhere(id);
  return documents.get(id);
}

test('a device that was away does not overwrite what was written later on another', async () => {
  await using devices = await twoDevices();
  const { home, train } = devices;
  await home.documents.put(id, { text: 'begun' });
  expect(await newest(train)).toEqual({ text: 'begun' });

  train.setOnline(false);
  await train.documents.put(id, { text: 'in the tunnel' });
  await home.documents.put(id, { text: 'second' });
  await home.documents.put(id, { text: 'third' });
  train.setOnline(true);
  await train.documents.pushPending();
  expect([await newest(home), await newest(train)]).toEqual([{ text: 'third' }, { text: 'third' }]);
});

test('two devices that wrote the same document at once end up with the same', async () => {
  await using devices = await twoDevices();
  const { home, train } = devices;
  await home.documents.put(id, { text: 'begun' });
  await newest(train);

  train.setOnline(false);
  await train.documents.put(id, { text: 'written in the tunnel' });
  await home.documents.put(id, null);
  train.setOnline(true);
  await train.documents.pushPending();
  expect([await newest(home), await newest(train)]).toEqual([
    { text: 'written in the tunnel' },
    { text: 'written in the tunnel' },
  ]);

  await Promise.all([home, train].map(({ documents }, side) => documents.put(id, { text: `at once, ${side}` })));
  for (const side of [home, train, home, train]) await newest(side);
  expect(await newest(home)).toEqual(await newest(train));
});

test('of two versions that one device writes at once the later one stays', async () => {
  await using devices = await twoDevices();
  const { home, train } = devices;
  await Promise.all([home.documents.put(id, { text: 'z, first' }), home.documents.put(id, { text: 'a, second' })]);
  expect([await newest(home), await newest(train)]).toEqual([{ text: 'a, second' }, { text: 'a, second' }]);
});
