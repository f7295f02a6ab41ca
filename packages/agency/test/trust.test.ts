import { randomUUID } from 'node:crypto';
import { generateSigningKey, writeContent, type JsonObject } from '@posthorn/protocol';
import { MsgType } from 'matrix-js-sdk';
import { expect, inject, test } from 'vitest';
import type { Agency } from '../src/index.ts';
import { Device } from './device.ts';
import { replaceIdentity } from './ordinary-client.ts';
import { Person } from './person.ts';
import { pondAnswers } from './services.ts';
import { freshAgencyConfig, startAgency } from './story.ts';

async function held(agency: Agency): Promise<void> {
  await expect.poll(() => agency.health().inbox.held, { timeout: 20_000 }).toBeGreaterThan(0);
}

test('nothing is processed or said before a valid hello, and everything after it', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using ada = await Person.arrive(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await held(agency);

  const key = await generateSigningKey();
  await ada.hello({ agency: 'https://elsewhere.example', key });
  await ada.hello({ roomId: '!other:localhost', key });
  await ada.hello({ masterKey: 'A'.repeat(43), key });
  await ada.sendRaw('m.room.message', { msgtype: 'm.text', body: 'let me in' });
  await expect.poll(() => agency.health().inbox.held, { timeout: 20_000 }).toBe(2);
  expect(agency.connections()).toEqual([]);
  expect(ada.heard).toEqual([]);

  await ada.hello();
  await ada.hears('receipt');
  await expect.poll(() => agency.unassigned().map(({ body }) => body['text'])).toEqual(['let me in']);
  expect(agency.connections()).toHaveLength(1);
  expect(agency.health().inbox).toMatchObject({ held: 0, pending: 0 });
});

test('the account key is pinned: another one neither attests nor applies', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using ada = await Person.connect(agency);
  await ada.statusOf(await ada.apply(ada.application(pondAnswers)));
  const stranger = await generateSigningKey();
  await ada.hello({ key: stranger });
  const forged = await ada.apply(ada.application(pondAnswers), stranger);
  expect((await ada.statusOf(forged)).status).toBe('error');
  expect(agency.cases()).toHaveLength(1);
});

test('two hellos with different account keys at the same time: one key is pinned, the other hello is refused', async () => {
  await using config = await freshAgencyConfig();
  let agency = await startAgency(config);
  await using ada = await Person.arrive(agency);
  const rooms = [ada.roomId, await ada.channel.createRoom(agency.userId)];
  for (const room of rooms) {
    ada.roomId = room;
    await ada.sendRaw('m.room.message', { msgtype: 'm.text', body: 'is anybody there?' });
  }
  await expect.poll(() => agency.health().inbox.held, { timeout: 20_000 }).toBe(2);
  await agency.close();

  // Both wait when the gateway comes back, so that both rooms are worked on at once.
  const keys = [ada.accountKey, await generateSigningKey()];
  for (const [index, key] of keys.entries()) {
    ada.roomId = rooms[index] ?? '';
    await ada.hello({ key });
  }
  agency = await startAgency(config);
  await agency.idle();
  const [pinned, ...others] = agency.connections();
  expect(others).toEqual([]);
  expect(agency.health().inbox).toMatchObject({ pending: 0, held: 1 });

  ada.roomId = pinned?.roomId ?? '';
  const winner = rooms.indexOf(ada.roomId);
  const forged = await ada.apply(ada.application(pondAnswers), keys[1 - winner]);
  expect((await ada.statusOf(forged)).status).toBe('error');
  const genuine = await ada.apply(ada.application(pondAnswers), keys[winner]);
  expect((await ada.statusOf(genuine)).status).toBe('success');
  expect(agency.cases()).toHaveLength(1);
  await agency.close();
});

test('an identity that was replaced is heard and written to only after the account key attested it', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using ada = await Person.connect(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('receipt');

  // Whoever controls the sign-in replaces the person's identity, on a device of their own.
  await using other = await replaceIdentity(ada.channel.session.userId);
  const { client } = other;
  agency.case(application.caseId).reply('for Ada alone');
  await client.sendMessage(ada.roomId, { msgtype: MsgType.Text, body: 'it is me' });
  await held(agency);
  expect(agency.health().outbox.waiting).toBe(1);
  expect(agency.unassigned()).toEqual([]);
  expect(other.readable()).not.toContain('for Ada alone');

  // It was Ada herself: her account key, which nobody else has, attests the new identity.
  const jws = await ada.signHello({ masterKey: (await ada.channel.masterKey()) ?? '' });
  await client.sendMessage(ada.roomId, {
    ...writeContent({ kind: 'hello', id: randomUUID(), jws }, 'de').content,
    msgtype: MsgType.Text,
    body: 'hello again',
  });
  await expect
    .poll(() => agency.unassigned().map(({ body }) => body['text']), { timeout: 20_000 })
    .toEqual(['it is me']);
  await expect.poll(() => agency.health().outbox.waiting, { timeout: 20_000 }).toBe(0);
  await expect.poll(() => other.readable(), { timeout: 20_000 }).toContain('for Ada alone');
});

test('a new account of a user who has lost all keys is somebody new: nothing of the former one opens to it', async () => {
  await using config = await freshAgencyConfig();
  await using agency = await startAgency(config);
  await using ada = await Person.connect(agency);
  const application = ada.application(pondAnswers);
  await ada.apply(application);
  await ada.hears('receipt');

  const { userId } = ada.channel.session;
  await using anew = await replaceIdentity(userId);
  const masterKey = (await ada.channel.masterKey()) ?? '';
  const device = await Device.register(inject('operatorUrl'));
  const connectionId = randomUUID();
  await device.agree(agency.clientId, { connectionId, channel: { userId, masterKey, language: 'de' } });
  const roomId = await anew.createRoom(agency.userId, connectionId);
  const say = (room: string, body: string, more: JsonObject = {}): Promise<unknown> =>
    anew.client.sendMessage(room, { ...more, msgtype: MsgType.Text, body });
  const jws = await ada.signHello({ masterKey, roomId, connectionId, key: device.key });
  await say(roomId, 'hello', writeContent({ kind: 'hello', id: randomUUID(), jws }, 'de').content);
  await expect.poll(() => agency.connections(), { timeout: 20_000 }).toHaveLength(2);

  agency.case(application.caseId).reply('for Ada alone');
  await expect.poll(() => agency.health().outbox, { timeout: 20_000 }).toMatchObject({ waiting: 0, failed: 1 });
  await say(ada.roomId, 'said in the former room');
  await say(roomId, 'said in the new one');
  agency.openCase(connectionId, { title: 'Welcome', text: 'We do not know who you are yet.' });
  await expect.poll(() => anew.readable().join(' '), { timeout: 20_000 }).toContain('We do not know who you are yet.');
  await expect.poll(() => agency.unassigned().map(({ body }) => body['text'])).toEqual(['said in the new one']);
  expect(anew.readable().join(' ')).not.toContain('for Ada alone');
});
