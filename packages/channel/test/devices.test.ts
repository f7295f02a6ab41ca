import { expect, test } from 'vitest';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { Mailbag } from './mailbag.ts';
import { acquaint, masterKeyOf, say, saying } from './story.ts';

test('a second device reads nothing before recovery, and everything after it', async () => {
  await using both = await acquaint();
  await both.person.channel.putSecret('org.example.secret', 'kept in the vault');
  await say(both.agency, both.roomId, 'an old letter');
  await both.person.next(saying('an old letter'));
  await both.person.channel.backedUp();

  await using second = await Mailbag.open(await sharedHomeserver().signInAtEid(both.personId));
  expect(await second.channel.encryptionState()).toBe('needs-recovery');
  await expect(second.channel.getSecret('org.example.secret')).rejects.toMatchObject({ code: 'recovery-needed' });
  await expect(second.channel.setUpEncryption()).rejects.toMatchObject({ code: 'encryption-already-set-up' });
  await say(both.agency, both.roomId, 'sent while it is unsigned');
  await both.person.next(saying('sent while it is unsigned'));
  await both.person.channel.backedUp();
  const encrypted = await second.next((event) => event.trust === 'undecryptable');
  expect(encrypted.failure).not.toBeNull();
  expect(second.events.every((event) => event.trust === 'plain' || event.trust === 'undecryptable')).toBe(true);

  const wrong = 'EsTc LW2K PGiF wKEA 3As5 g5c4 BXwk qeeJ ZJV8 Q9fu gUMN UE4d';
  await expect(second.channel.recover(wrong)).rejects.toMatchObject({ code: 'recovery-secret-wrong' });
  await expect(second.channel.recover('nonsense')).rejects.toMatchObject({ code: 'recovery-secret-wrong' });

  await second.channel.recover(both.recoverySecret);
  expect(await second.channel.encryptionState()).toBe('ready');
  expect((await second.next(saying('an old letter'))).trust).toBe('restored');
  await second.next(saying('sent while it is unsigned'));
  expect(await second.channel.getSecret('org.example.secret')).toBe('kept in the vault');
  expect((await second.channel.devices()).filter((device) => device.signed)).toHaveLength(2);

  await say(both.agency, both.roomId, 'a new letter');
  expect((await second.next(saying('a new letter'))).trust).toBe('verified');
  await say(second, both.roomId, 'written on the second device');
  expect((await both.agency.next(saying('written on the second device'))).trust).toBe('verified');
  expect(await masterKeyOf(second)).toBe(await masterKeyOf(both.person));
});
