import { createCipheriv, createHmac, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto';
import {
  DeviceId,
  EncryptionSettings,
  initAsync,
  OlmMachine,
  RoomId,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { expect, test } from 'vitest';
import type { Session } from '../src/index.ts';
import { acquaint, say, saying } from './story.ts';

test('what a rogue homeserver forges with a key in the backup is readable, but never taken for proven', async () => {
  await using both = await acquaint();
  await say(both.agency, both.roomId, 'from the agency');
  await both.person.next(saying('from the agency'));

  const forged = await forge(both.roomId, 'transfer 100 euros to this account');
  await putIntoBackup(both.personSession, both.roomId, forged);
  // A homeserver writes any sender it likes; here the agency's token does as well.
  const path = `/rooms/${encodeURIComponent(both.roomId)}/send/m.room.encrypted/forged`;
  await request(both.agencySession, 'PUT', path, forged.content);

  const event = await both.person.next(saying('transfer 100 euros to this account'));
  expect(event.sender).toBe(both.agency.userId);
  expect(event.trust).toBe('restored');
});

interface Forged {
  content: Record<string, unknown>;
  key: Record<string, unknown> & { session_id: string };
}

/** A message encrypted with a key that nobody has shared. */
async function forge(roomId: string, body: string): Promise<Forged> {
  await initAsync();
  const machine = await OlmMachine.initialize(new UserId('@nobody:localhost'), new DeviceId('ROGUE'));
  const room = new RoomId(roomId);
  await machine.shareRoomKey(room, [], new EncryptionSettings());
  const text = await machine.encryptRoomEvent(
    new RoomId(roomId),
    'm.room.message',
    JSON.stringify({ msgtype: 'm.text', body }),
  );
  const [key] = JSON.parse(await machine.exportRoomKeys(() => true)) as [Forged['key']];
  machine.close();
  return { content: JSON.parse(text) as Record<string, unknown>, key };
}

/** All that this takes is the public part of the backup key, which the homeserver has. Source: Matrix spec, "Backup algorithm". */
async function putIntoBackup(session: Session, roomId: string, { key }: Forged): Promise<void> {
  const backup = await request(session, 'GET', '/room_keys/version');
  const { version, auth_data: authData } = backup as { version: string; auth_data: { public_key: string } };
  const { algorithm, sender_key, sender_claimed_keys, session_key, session_id } = key;
  const plain = { algorithm, sender_key, sender_claimed_keys, session_key, forwarding_curve25519_key_chain: [] };
  await request(
    session,
    'PUT',
    `/room_keys/keys/${encodeURIComponent(roomId)}/${encodeURIComponent(session_id)}?version=${version}`,
    {
      first_message_index: 0,
      forwarded_count: 0,
      is_verified: true,
      session_data: sealFor(authData.public_key, JSON.stringify(plain)),
    },
  );
}

function sealFor(publicKey: string, text: string): Record<string, string> {
  const prefix = Buffer.from('302a300506032b656e032100', 'hex');
  const theirs = createPublicKey({
    key: Buffer.concat([prefix, Buffer.from(publicKey, 'base64')]),
    format: 'der',
    type: 'spki',
  });
  const own = generateKeyPairSync('x25519');
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey: theirs });
  const keys = Buffer.from(hkdfSync('sha256', shared, Buffer.alloc(32), '', 80));
  const cipher = createCipheriv('aes-256-cbc', keys.subarray(0, 32), keys.subarray(64));
  const ciphertext = Buffer.concat([cipher.update(text), cipher.final()]);
  const mac = createHmac('sha256', keys.subarray(32, 64)).update('').digest().subarray(0, 8);
  const ephemeral = own.publicKey.export({ format: 'der', type: 'spki' }).subarray(prefix.length);
  return { ciphertext: base64(ciphertext), mac: base64(mac), ephemeral: base64(ephemeral) };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replaceAll('=', '');
}

async function request(session: Session, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${session.homeserver}/_matrix/client/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${session.accessToken}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status, path).toBe(200);
  return response.json();
}
