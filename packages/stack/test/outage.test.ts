import { expect, test } from 'vitest';
import { startStack } from '../src/index.ts';
import { freshPersonId } from '../src/testing.ts';

test('a homeserver that was away is back on the same address with the same people', async () => {
  await using stack = await startStack({ parts: ['homeserver', 'eid'] });
  const personId = freshPersonId();
  const before = await stack.homeserver.signInAtEid(personId);
  const agency = await stack.agencySession('kiel');
  expect(agency.userId).toBe('@kiel:localhost');

  await stack.supervisor.stopPart('homeserver');
  await expect(stack.homeserver.signInAtEid(personId)).rejects.toThrow();
  await stack.supervisor.startPart('homeserver');

  const after = await stack.homeserver.signInAtEid(personId);
  expect(after.userId).toBe(before.userId);
  const whoAmI = await stack.homeserver.request('GET', '/_matrix/client/v3/account/whoami', {
    token: before.accessToken,
  });
  expect(whoAmI['user_id']).toBe(before.userId);
  expect((await stack.agencySession('kiel')).userId).toBe(agency.userId);
});
