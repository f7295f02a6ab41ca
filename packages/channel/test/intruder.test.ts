import {
  ClientEvent,
  createClient,
  type MatrixClient,
  MatrixError,
  type MatrixEvent,
  Preset,
  RoomEvent,
} from 'matrix-js-sdk';
import { expect, test } from 'vitest';
import { freshPerson, sharedHomeserver } from '@posthorn/stack/testing';
import type { Session } from '../src/index.ts';
import { Mailbag } from './mailbag.ts';
import { acquaint, masterKeyOf, say, saying } from './story.ts';

test('an intruder whom a rogue eID lets in as the person gets no keys with an unsigned device', async () => {
  await using both = await acquaint();
  await using intruder = await rogueDevice(await sharedHomeserver().signInAtEid(both.personId));
  await say(both.agency, both.roomId, 'for your eyes only');
  await both.person.next(saying('for your eyes only'));
  await intruder.client.sendTextMessage(both.roomId, 'I am the person');
  const forged = await both.agency.next((event) => event.failure === 'UNSIGNED_SENDER_DEVICE');
  expect(forged.trust).toBe('undecryptable');
  expect(both.agency.events.some(saying('I am the person'))).toBe(false);
  expect(intruder.readable()).toEqual(['I am the person']);
});

test('an intruder who resets the identity of the person stops the line and reads nothing', async () => {
  await using both = await acquaint();
  await say(both.agency, both.roomId, 'before');
  await both.person.next(saying('before'));
  const trueKey = await masterKeyOf(both.person);
  await sharedHomeserver().setPassword(both.person.userId, 'of the rogue');
  await using intruder = await rogueDevice(await sharedHomeserver().signInAtEid(both.personId), 'of the rogue');
  expect(await both.agency.channel.masterKey(both.person.userId)).not.toBe(trueKey);

  await expect(say(both.agency, both.roomId, 'after')).rejects.toMatchObject({ code: 'identity-changed' });
  expect(await both.agency.channel.isTrusted(both.person.userId)).toBe(false);
  await expect(both.agency.channel.trust(both.person.userId, trueKey)).rejects.toMatchObject({
    code: 'identity-changed',
  });

  await intruder.client.joinRoom(both.roomId);
  await intruder.client.sendTextMessage(both.roomId, 'it is still me');
  const forged = await both.agency.next(
    (event) => event.sender === both.person.userId && event.type !== 'm.room.member' && event.sentAt >= intruder.since,
  );
  expect(forged.trust).not.toBe('verified');
  expect(intruder.readable()).toEqual(['it is still me']);
});

test('a stranger whom the homeserver puts into the room stops all sending', async () => {
  await using both = await acquaint();
  await using stranger = await Mailbag.open(await freshPerson());
  await stranger.channel.setUpEncryption();
  const raw = createClient({ baseUrl: both.personSession.homeserver, ...both.personSession });
  await raw.invite(both.roomId, stranger.userId);
  await stranger.channel.join(await stranger.invited());
  await both.agency.next(
    (event) =>
      event.type === 'm.room.member' && event.content['membership'] === 'join' && event.sender === stranger.userId,
  );
  await expect(say(both.agency, both.roomId, 'secret')).rejects.toMatchObject({ code: 'identity-untrusted' });
});

test('nothing is sent into a room that is not encrypted', async () => {
  await using both = await acquaint();
  const raw = createClient({ baseUrl: both.personSession.homeserver, ...both.personSession });
  const { room_id: roomId } = await raw.createRoom({ preset: Preset.PublicChat, invite: [both.agency.userId] });
  await both.person.next((event) => event.roomId === roomId && event.type === 'm.room.member');
  await expect(say(both.person, roomId, 'secret')).rejects.toMatchObject({ code: 'room-not-encrypted' });
  await expect(say(both.person, '!nowhere:localhost', 'secret')).rejects.toMatchObject({ code: 'room-unknown' });
});

interface RogueDevice extends AsyncDisposable {
  client: MatrixClient;
  since: number;
  /** the texts it could decrypt */
  readable(): string[];
}

/**
 * A device of somebody who can sign in as the person and has none of their keys. With a password for the account (a
 * rogue homeserver can set one) it makes itself a new identity.
 */
async function rogueDevice(session: Session, password?: string): Promise<RogueDevice> {
  const client = createClient({ baseUrl: session.homeserver, ...session });
  const events: MatrixEvent[] = [];
  client.on(RoomEvent.Timeline, (event) => void events.push(event));
  await client.initRustCrypto({ useIndexedDB: false });
  const synced = new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
  await client.startClient();
  await synced;
  if (password !== undefined) await replaceIdentity(client, session.userId, password);
  return {
    client,
    since: Date.now(),
    readable: () =>
      events
        .filter((event) => event.getType() === 'm.room.message' && !event.isDecryptionFailure())
        .map((event) => String(event.getContent()['body'])),
    [Symbol.asyncDispose]: () => Promise.resolve(client.stopClient()),
  };
}

async function replaceIdentity(client: MatrixClient, userId: string, password: string): Promise<void> {
  await client.setAccountData('m.secret_storage.default_key', {});
  await client.getCrypto()?.bootstrapCrossSigning({
    setupNewCrossSigning: true,
    async authUploadDeviceSigningKeys(request) {
      const refusal: unknown = await request(null).catch((error: unknown) => error);
      const uia = refusal instanceof MatrixError ? String(refusal.data['session']) : '';
      await request({
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: userId },
        password,
        session: uia,
      });
    },
  });
}
