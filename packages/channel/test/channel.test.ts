import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { freshAgency, freshPerson } from '@posthorn/stack/testing';
import { openChannel, type Channel, type IncomingEvent, type Session } from '../src/index.ts';
import { openMemoryStore } from '../src/node-store.ts';
import { Mailbag } from './mailbag.ts';

test('an agency and a person get to know each other and talk', async () => {
  await using agency = await Mailbag.open(await freshAgency());
  await agency.channel.setUpEncryption();
  await using person = await Mailbag.open(await freshPerson());
  await person.channel.setUpEncryption();
  expect(await person.channel.encryptionState()).toBe('ready');

  const agencyKey = (await agency.channel.masterKey()) as string;
  const personKey = (await person.channel.masterKey()) as string;
  await person.channel.trust(agency.userId, agencyKey);
  expect(await person.channel.isTrusted(agency.userId)).toBe(true);
  const roomId = await person.channel.createRoom(agency.userId);
  await person.channel.send(
    roomId,
    { type: 'm.room.message', content: { msgtype: 'm.text', body: 'hello' } },
    randomUUID(),
  );

  await agency.channel.join(await agency.invited());
  const hello = await agency.next((event) => event.content['body'] === 'hello');
  expect(hello.trust).toBe('unverified');
  await expect(
    agency.channel.send(roomId, { type: 'm.room.message', content: { msgtype: 'm.text', body: 'no' } }, randomUUID()),
  ).rejects.toMatchObject({ code: 'identity-untrusted' });

  await agency.channel.trust(person.userId, personKey);
  await agency.channel.send(
    roomId,
    { type: 'm.room.message', content: { msgtype: 'm.text', body: 'welcome' } },
    randomUUID(),
  );
  const welcome = await person.next((event) => event.content['body'] === 'welcome');
  expect(welcome.trust).toBe('verified');

  await person.channel.send(
    roomId,
    { type: 'm.room.message', content: { msgtype: 'm.text', body: 'thanks' } },
    'txn-1',
  );
  await person.channel.send(
    roomId,
    { type: 'm.room.message', content: { msgtype: 'm.text', body: 'thanks' } },
    'txn-1',
  );
  await person.channel.send(roomId, { type: 'm.room.message', content: { msgtype: 'm.text', body: 'bye' } }, 'txn-2');
  const bye = await agency.next((event) => event.content['body'] === 'bye');
  expect(bye.trust).toBe('verified');
  expect(agency.events.filter((event) => event.content['body'] === 'thanks')).toHaveLength(1);

  const file = await person.channel.upload(new TextEncoder().encode('a file'));
  expect(new TextDecoder().decode(await agency.channel.download(file, 100))).toBe('a file');
});
