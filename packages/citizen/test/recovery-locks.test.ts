import { base64url } from 'jose';
import { sharedHomeserver } from '@posthorn/stack/testing';
import { expect, test } from 'vitest';
import type { Person } from '../src/index.ts';
import { moveIn } from './town.ts';

const directoryUrl = 'http://127.0.0.1:9';
const homeserver = sharedHomeserver();

/** What a passkey has: an id that everybody may know, and a secret for each salt. */
function passkey(): { credentialId: string; salt: string; secret: Uint8Array } {
  const random = (): Uint8Array => crypto.getRandomValues(new Uint8Array(32));
  return { credentialId: base64url.encode(random()), salt: base64url.encode(random()), secret: random() };
}

test('a passkey opens the account on a new device, and nothing else than the right one does', async () => {
  await using first = await moveIn({ homeserver, directoryUrl });
  const { person, personId, recoverySecret } = first;
  await person.recoverySecretKept();
  const [phone, key] = [passkey(), passkey()];
  await person.addRecoveryLock({ ...phone, name: 'Adas Telefon' }, phone.secret);
  await person.addRecoveryLock({ ...key, name: 'Schlüsselbund' }, key.secret);
  expect((await person.recoveryLocks()).map(({ name }) => name)).toEqual(['Adas Telefon', 'Schlüsselbund']);

  const second = await moveIn({ homeserver, directoryUrl }, { personId });
  const locks = await second.person.recoveryLocks();
  expect(locks).toMatchObject([
    { credentialId: phone.credentialId, salt: phone.salt, name: null },
    { credentialId: key.credentialId, salt: key.salt, name: null },
  ]);
  expect(Object.keys(locks[0] ?? {}).toSorted()).toEqual(['createdAt', 'credentialId', 'name', 'salt']);
  for (const [id, secret, code] of [
    [phone.credentialId, key.secret, 'recovery-secret-wrong'],
    [phone.credentialId, phone.secret.slice(0, 16), 'recovery-secret-wrong'],
    [passkey().credentialId, phone.secret, 'recovery-lock-unknown'],
  ] as const) {
    await expect(second.person.recoverWithLock(id, secret)).rejects.toMatchObject({ code });
  }
  const early = passkey();
  await expect(second.person.addRecoveryLock({ ...early, name: '' }, early.secret)).rejects.toMatchObject({
    code: 'recovery-needed',
  });
  await expect(second.person.recoverySecret()).rejects.toMatchObject({ code: 'recovery-needed' });
  expect(second.person.state).toBe('needs-recovery');

  await second.person.recoverWithLock(phone.credentialId, phone.secret);
  expect(second.person.state).toBe('ready');
  expect(second.person.accountId).toBe(person.accountId);
  expect(await second.person.recoverySecret()).toBe(recoverySecret);
  expect((await second.person.recoveryLocks())[0]?.name).toBe('Adas Telefon');

  await second.person.removeRecoveryLock(phone.credentialId);
  expect((await person.recoveryLocks()).map(({ name }) => name)).toEqual(['Schlüsselbund']);
  await second.person.close();
  await using third = await moveIn({ homeserver, directoryUrl }, { personId });
  await expect(third.person.recoverWithLock(phone.credentialId, phone.secret)).rejects.toMatchObject({
    code: 'recovery-lock-unknown',
  });
  await third.person.recoverWithLock(key.credentialId, key.secret);
  expect(third.person.state).toBe('ready');
}, 120_000);

test('the homeserver reads no name of a passkey, and cannot pass one off as another', async () => {
  await using first = await moveIn({ homeserver, directoryUrl });
  const { person, personId } = first;
  const [phone, key] = [passkey(), passkey()];
  await person.addRecoveryLock({ ...phone, name: 'Adas Telefon' }, phone.secret);
  await person.addRecoveryLock({ ...key, name: 'Schlüsselbund' }, key.secret);
  const session = await homeserver.signInAtEid(personId);
  const { path, locks } = await stored(person, session.accessToken);
  expect(JSON.stringify(locks)).not.toMatch(/Adas|Schl/);

  const [one = {}, other = {}] = locks;
  const swapped = [{ ...one, sealed: other['sealed'], name: other['name'] }, { sealed: 7 }, null];
  await homeserver.request('PUT', path, { body: { v: 1, locks: swapped }, token: session.accessToken });
  expect(await person.recoveryLocks()).toMatchObject([{ credentialId: phone.credentialId, name: '' }]);
  await using second = await moveIn({ homeserver, directoryUrl }, { personId });
  for (const { secret } of [phone, key]) {
    await expect(second.person.recoverWithLock(phone.credentialId, secret)).rejects.toMatchObject({
      code: 'recovery-secret-wrong',
    });
  }
  await homeserver.request('PUT', path, { body: {}, token: session.accessToken });
  expect(await second.person.recoveryLocks()).toEqual([]);
}, 120_000);

async function stored({ userId }: Person, token: string): Promise<{ path: string; locks: Record<string, unknown>[] }> {
  const path = `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/org.posthorn.recovery.passkeys`;
  const { locks } = await homeserver.request('GET', path, { token });
  return { path, locks: locks as Record<string, unknown>[] };
}
