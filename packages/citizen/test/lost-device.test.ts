import { confirmAtEid, freshPersonId, sharedHomeserver } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
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
}, 120_000);
