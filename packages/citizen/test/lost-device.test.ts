import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { confirmAtEid, freshPersonId, sharedHomeserver } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import { openStore, signIn } from '../src/node.ts';
import { moveIn, until } from './town.ts';

const directoryUrl = 'http://127.0.0.1:9';
const homeserver = sharedHomeserver();

test('a lost device is signed out by whoever confirms it with the eID of the person, and by nobody else', async () => {
  await using first = await moveIn({ homeserver, directoryUrl });
  const { person, personId } = first;
  await using lost = await moveIn({ homeserver, directoryUrl }, { personId });
  await lost.person.recover(first.recoverySecret ?? '');
  const devices = await person.devices();
  const [own, other] = [devices.find(({ current }) => current), devices.find(({ current }) => !current)];
  const deviceId = other?.deviceId ?? '';
  expect(devices).toHaveLength(2);
  expect(new Date(own?.lastSeenAt ?? '').getFullYear()).toBeGreaterThan(2025);

  const asked: string[] = [];
  const nobody = (url: string): Promise<void> => Promise.resolve(void asked.push(url));
  await expect(person.signOutDevice('NOSUCHDEVICE', { authorise: nobody })).rejects.toMatchObject({
    code: 'device-unknown',
  });
  await expect(person.signOutDevice(own?.deviceId ?? '', { authorise: nobody })).rejects.toMatchObject({
    code: 'device-unknown',
  });
  expect(asked).toEqual([]);
  const somebodyElse = async (url: string): Promise<void> => void (await confirmAtEid(url, freshPersonId()));
  for (const authorise of [nobody, somebodyElse]) {
    await expect(person.signOutDevice(deviceId, { authorise })).rejects.toMatchObject({
      code: 'eid-confirmation-missing',
    });
  }
  expect(asked).toHaveLength(1);
  expect(await person.devices()).toHaveLength(2);
  expect(lost.person.state).toBe('ready');

  await person.signOutDevice(deviceId, { authorise: async (url) => void (await confirmAtEid(url, personId)) });
  expect(await person.devices()).toMatchObject([{ deviceId: own?.deviceId, signed: true }]);
  await until(lost.person, () => (lost.person.state === 'signed-out' ? true : null));
  expect(await lost.person.signOut()).toEqual({ endedAtServer: true });
}, 120_000);

test('a device that was signed out before it ever had the keys says so at every start, until somebody signs in there', async () => {
  const { folder, key } = { folder: await mkdtemp(join(tmpdir(), 'posthorn-keyless-')), key: randomBytes(32) };
  await using first = await moveIn({ homeserver, directoryUrl });
  const { person, personId } = first;
  const keyless = await moveIn({ homeserver, directoryUrl }, { personId, store: await openStore(folder, key) });
  await keyless.person.close();
  const [lost] = (await person.devices()).filter(({ current }) => !current);
  const authorise = async (url: string): Promise<void> => void (await confirmAtEid(url, personId));
  await person.signOutDevice(lost?.deviceId ?? '', { authorise });
  for (const url of [homeserver.url, 'http://127.0.0.1:9']) {
    const start = signIn({ homeserver: url, directory: directoryUrl, store: await openStore(folder, key) });
    await expect(start).rejects.toMatchObject({ code: 'session-ended' });
  }
  const store = await openStore(folder, key);
  await using back = await moveIn({ homeserver, directoryUrl }, { personId, store });
  expect(back.person.state).toBe('needs-recovery');
  await back.person.signOut();
}, 120_000);

test('signing out removes everything from the device, without the network, too', async () => {
  const { folder, key } = { folder: await mkdtemp(join(tmpdir(), 'posthorn-offline-')), key: randomBytes(32) };
  const { person, personId } = await moveIn({ homeserver, directoryUrl }, { store: await openStore(folder, key) });
  await person.close();
  const store = await openStore(folder, key);
  const offline = await signIn({ homeserver: 'http://127.0.0.1:9', directory: directoryUrl, store });
  expect(offline.person.state).toBe('ready');
  expect(await offline.person.signOut()).toEqual({ endedAtServer: false });
  expect(existsSync(folder)).toBe(false);

  await using other = await moveIn({ homeserver, directoryUrl }, { personId });
  expect(await other.person.devices()).toHaveLength(2);
  expect(await other.person.signOut()).toEqual({ endedAtServer: true });
  const session = await homeserver.signInAtEid(personId);
  const { devices } = await homeserver.request('GET', '/_matrix/client/v3/devices', { token: session.accessToken });
  expect(devices).toHaveLength(2);
}, 120_000);
