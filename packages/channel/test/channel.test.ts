import { expect, test } from 'vitest';
import { freshAgency, freshPerson } from '@posthorn/stack/testing';
import { Mailbag } from './mailbag.ts';
import { acquaint, masterKeyOf, say, saying } from './story.ts';

test('an agency and a person get to know each other and talk', async () => {
  await using agency = await Mailbag.open(await freshAgency());
  await agency.channel.setUpEncryption();
  await using person = await Mailbag.open(await freshPerson());
  expect(await person.channel.encryptionState()).toBe('not-set-up');
  await person.channel.setUpEncryption();
  expect(await person.channel.encryptionState()).toBe('ready');

  await person.channel.trust(agency.userId, await masterKeyOf(agency));
  const connectionId = crypto.randomUUID();
  const roomId = await person.channel.createRoom(agency.userId, { connectionId });
  await say(person, roomId, 'hello');

  await agency.channel.join(await agency.invited());
  expect(agency.invitations).toEqual([{ roomId, inviter: person.userId, connectionId }]);
  expect((await agency.next(saying('hello'))).trust).toBe('unverified');
  await expect(say(agency, roomId, 'too early')).rejects.toMatchObject({ code: 'identity-untrusted' });

  await agency.channel.trust(person.userId, await masterKeyOf(person));
  await say(agency, roomId, 'welcome');
  expect((await person.next(saying('welcome'))).trust).toBe('verified');
  await say(person, roomId, 'thanks');
  expect((await agency.next(saying('thanks'))).trust).toBe('verified');
});

test('a message tried twice under one transaction id arrives once', async () => {
  await using both = await acquaint();
  const first = await say(both.person, both.roomId, 'once', 'txn-1');
  const second = await say(both.person, both.roomId, 'once', 'txn-1');
  await say(both.person, both.roomId, 'last');
  await both.agency.next(saying('last'));
  expect(second).toBe(first);
  expect(both.agency.events.filter(saying('once'))).toHaveLength(1);
});

test('a file crosses encrypted, with progress, and a broken or oversized one is refused', async () => {
  await using both = await acquaint();
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  const progress: number[] = [];
  const file = await both.person.channel.upload(bytes, (sent) => progress.push(sent));
  expect(progress.at(-1)).toBe(bytes.byteLength);
  expect(await both.agency.channel.download(file, 60_000)).toEqual(bytes);
  await expect(both.agency.channel.download(file, 59_999)).rejects.toMatchObject({ code: 'file-too-large' });
  const swapped = await both.person.channel.upload(crypto.getRandomValues(new Uint8Array(60_000)));
  await expect(both.agency.channel.download({ ...file, url: swapped.url }, 60_000)).rejects.toMatchObject({
    code: 'file-corrupt',
  });
  const missing = file.url.replace(/[^/]+$/, 'absent');
  await expect(both.agency.channel.download({ ...file, url: missing }, 60_000)).rejects.toMatchObject({
    code: 'file-gone',
  });
});

test('an identity is trusted only if it is the published one', async () => {
  await using agency = await Mailbag.open(await freshAgency());
  await using person = await Mailbag.open(await freshPerson());
  await person.channel.setUpEncryption();
  await expect(person.channel.trust(agency.userId, 'any')).rejects.toMatchObject({ code: 'identity-unknown' });
  await agency.channel.setUpEncryption();
  await expect(person.channel.trust(agency.userId, await masterKeyOf(person))).rejects.toMatchObject({
    code: 'identity-changed',
  });
  expect(await person.channel.isTrusted(agency.userId)).toBe(false);
});
