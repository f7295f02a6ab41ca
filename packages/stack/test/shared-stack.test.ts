import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces, platform } from 'node:os';
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

test('nobody from outside gets in: no registration, no guests, no federation, no other address', async () => {
  const { url } = sharedHomeserver();
  const body = { username: 'stranger', password: 'a long password of a stranger', auth: { type: 'm.login.dummy' } };
  const refused = (kind: string): Promise<[number, unknown]> =>
    refusal(`${url}/_matrix/client/v3/register?kind=${kind}`, { method: 'POST', body: JSON.stringify(body) });
  expect(await refused('user')).toEqual([403, 'M_FORBIDDEN']);
  // The homeserver's own code for "Guest access is disabled".
  expect(await refused('guest')).toEqual([403, 'M_UNKNOWN']);
  for (const path of ['/_matrix/federation/v1/version', '/_matrix/key/v2/server']) {
    expect(await refusal(url + path), path).toEqual([404, 'M_UNRECOGNIZED']);
  }

  const port = Number(new URL(url).port);
  expect(await knock('127.0.0.1', port)).toBe('open');
  const others = otherAddresses();
  expect(others).not.toEqual([]);
  for (const address of others) expect(await knock(address, port), address).toBe('ECONNREFUSED');
});

async function refusal(url: string, request: RequestInit = {}): Promise<[number, unknown]> {
  const response = await fetch(url, request);
  return [response.status, ((await response.json()) as { errcode?: string }).errcode];
}

/** Every address of this machine but the homeserver's. Linux has all of 127.0.0.0/8, also where there is no network. */
function otherAddresses(): string[] {
  const outside = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal }) => !internal)
      .map(({ address }) => (address.startsWith('fe80:') ? `${address}%${name}` : address)),
  );
  return platform() === 'linux' ? [...outside, '127.0.0.2'] : outside;
}

/** What a connection meets: an open door, or the error's code. */
async function knock(host: string, port: number): Promise<string> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return 'open';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    socket.destroy();
  }
}
