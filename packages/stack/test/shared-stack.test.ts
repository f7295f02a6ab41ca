import { expect, test } from 'vitest';
import { freshAgency, freshPerson, sharedHomeserver } from '../src/testing.ts';

test('a person signs in at the eID and gets an account that says nothing about them', async () => {
  const person = await freshPerson();
  expect(person.userId).toMatch(/^@p[0-9a-f]{24}:localhost$/);
  const homeserver = sharedHomeserver();
  const path = `/_matrix/client/v3/profile/${encodeURIComponent(person.userId)}`;
  const profile = await homeserver.request('GET', path, { token: person.accessToken });
  expect(profile).not.toHaveProperty('avatar_url');
  expect(JSON.stringify(profile)).not.toMatch(/test/i);
});

test('the same person comes back to the same account', async () => {
  const first = await freshPerson();
  const again = await sharedHomeserver().signInAtEid(first.personId);
  expect(again.userId).toBe(first.userId);
  expect(again.deviceId).not.toBe(first.deviceId);
});

test('an agency signs in with its password', async () => {
  const agency = await freshAgency();
  expect(agency.userId).toBe(`@${agency.localpart}:localhost`);
});
