import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startStack } from '../src/index.ts';
import type { StackSecrets } from '../src/secrets.ts';
import { freshPersonId } from '../src/testing.ts';

test('a homeserver that is already there is used instead of an own one', async () => {
  // Somebody else's homeserver: it trusts an eID at the address where ours is going to be.
  await using theirs = await startStack({ parts: ['homeserver', 'eid'] });
  await theirs.supervisor.stopPart('eid');
  const secrets = JSON.parse(readFileSync(join(theirs.dataDir, 'secrets.json'), 'utf8')) as StackSecrets;

  await using ours = await startStack({
    parts: ['homeserver', 'eid'],
    eidPort: Number(new URL(theirs.eidUrl).port),
    homeserver: { url: theirs.homeserverUrl, registrationSecret: theirs.registrationSecret },
    eidClientSecret: secrets.oidcClient,
  });
  expect(ours.supervisor.pidOf('homeserver')).toBeUndefined();
  expect(ours.homeserverUrl).toBe(theirs.homeserverUrl);
  expect((await ours.homeserver.signInAtEid(freshPersonId())).userId).toMatch(/^@p[0-9a-f]{24}:localhost$/);
  expect((await ours.agencySession('flensburg')).userId).toBe('@flensburg:localhost');
});
