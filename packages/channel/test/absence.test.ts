import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openNodeStore } from '../src/node-store.ts';
import { Mailbag } from './mailbag.ts';
import { acquaint, masterKeyOf, say, saying } from './story.ts';
import { freshAgency, freshPerson } from '@posthorn/stack/testing';

test('a device that was away gets every message, in order, although one sync does not carry them all', async () => {
  const folder = await temporaryFolder();
  const key = crypto.getRandomValues(new Uint8Array(32));
  const session = await freshAgency();
  const agency = await Mailbag.open(session, { store: await openNodeStore(folder, key) });
  await agency.channel.setUpEncryption();
  await using person = await Mailbag.open(await freshPerson());
  await person.channel.setUpEncryption();
  await person.channel.trust(agency.userId, await masterKeyOf(agency));
  const roomId = await person.channel.createRoom(agency.userId);
  await say(person, roomId, 'hello');
  await agency.channel.join(await agency.invited());
  const hello = await agency.next(saying('hello'));
  await agency.channel.trust(person.userId, await masterKeyOf(person));
  const deviceKey = await masterKeyOf(agency);
  await agency.channel.stop();

  const sent = Array.from({ length: 80 }, (_, index) => `message ${index}`);
  for (const body of sent) await say(person, roomId, body);

  await using again = await Mailbag.open(session, { store: await openNodeStore(folder, key), cursor: hello.eventId });
  await again.next(saying('message 79'));
  const received = again.events.filter((event) => event.type === 'm.room.message');
  expect(received.map((event) => event.content['body'])).toEqual(sent);
  expect(received.every((event) => event.trust === 'verified')).toBe(true);
  expect(await masterKeyOf(again)).toBe(deviceKey);
  expect(await again.channel.encryptionState()).toBe('ready');
});

test('a message whose handling failed is delivered again before later ones', async () => {
  await using both = await acquaint();
  both.agency.failNext();
  await say(both.person, both.roomId, 'first');
  await say(both.person, both.roomId, 'second');
  await both.agency.next(saying('second'));
  const texts = both.agency.events.map((event) => event.content['body']).filter((body) => typeof body === 'string');
  expect(texts).toEqual(['hello', 'first', 'second']);
});

test('a store refuses another key, and a second process', async () => {
  const folder = await temporaryFolder();
  const store = await openNodeStore(folder, new Uint8Array(32).fill(1));
  await store.put('note', 'sealed');
  await expect(openNodeStore(folder, new Uint8Array(32).fill(1))).rejects.toMatchObject({ code: 'store-in-use' });
  await store.close();
  await expect(openNodeStore(folder, new Uint8Array(32).fill(2))).rejects.toMatchObject({ code: 'store-key-wrong' });
  const again = await openNodeStore(folder, new Uint8Array(32).fill(1));
  expect(await again.get('note')).toBe('sealed');
  await again.close();
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'posthorn-channel-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
