import { expect, test } from 'vitest';
import { forgeThroughBackup } from '@posthorn/stack/testing';
import { acquaint, say, saying } from './story.ts';

test('what a rogue homeserver forges with a key in the backup is readable, but never taken for proven', async () => {
  await using both = await acquaint();
  await say(both.agency, both.roomId, 'from the agency');
  await both.person.next(saying('from the agency'));

  const { personSession: person, agencySession: sender, roomId } = both;
  const content = { msgtype: 'm.text', body: 'transfer 100 euros to this account' };
  await forgeThroughBackup({ person, sender, roomId, type: 'm.room.message', content });

  const event = await both.person.next(saying('transfer 100 euros to this account'));
  expect(event.sender).toBe(both.agency.userId);
  expect(event.trust).toBe('restored');
});
