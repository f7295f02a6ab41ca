import { DeviceId, OlmMachine, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import { type AuthDict, type MatrixClient, Method } from 'matrix-js-sdk';
import { masterKeyOf, queryKeys, takeInIdentity } from './rust-crypto-access.ts';

/** The device that new keys are made on: a machine in memory, which nothing else ever hears of. */
const NOWHERE = 'NOWHERE';

/**
 * A Matrix identity that was made and perhaps published, and that no device works with yet.
 *
 * Security duty: `privateKeys` sign every device of the person; they go into a sealed store and nowhere else.
 */
export interface NewIdentity {
  /** Body of `POST /keys/device_signing/upload` (Matrix Client-Server API). */
  publicKeys: Record<string, unknown>;
  /** ed25519, unpadded base64; by it the identity is known once it is published */
  masterKey: string;
  privateKeys: PrivateKeys;
}

/** Seeds, unpadded base64. */
export interface PrivateKeys {
  master: string;
  selfSigning: string;
  userSigning: string;
}

/**
 * Makes the keys of a new identity beside the ones in use: whatever comes of it, this device works with the old ones until the homeserver
 * has taken the new ones.
 */
export async function makeIdentity(userId: string): Promise<NewIdentity> {
  const machine = await OlmMachine.initialize(new UserId(userId), new DeviceId(NOWHERE));
  try {
    const { uploadSigningKeysRequest } = await machine.bootstrapCrossSigning(true);
    const exported = await machine.exportCrossSigningKeys();
    const { masterKey: master, self_signing_key: selfSigning, userSigningKey: userSigning } = exported ?? {};
    if (!master || !selfSigning || !userSigning) throw new TypeError('a machine that has just made keys holds them');
    return { ...published(uploadSigningKeysRequest.body), privateKeys: { master, selfSigning, userSigning } };
  } finally {
    machine.close();
  }
}

/** Gives the public keys to the homeserver, in the place of those that it has. */
export async function publishIdentity(
  client: MatrixClient,
  identity: NewIdentity,
  auth: AuthDict | null,
): Promise<void> {
  const body = { ...identity.publicKeys, ...(auth && { auth }) };
  await client.http.authedRequest(Method.Post, '/keys/device_signing/upload', undefined, body);
}

/** Whether the homeserver shows this identity as the user's. */
export async function isPublished(client: MatrixClient, { masterKey }: NewIdentity): Promise<boolean> {
  const userId = client.getSafeUserId();
  await queryKeys(client, userId);
  return (await masterKeyOf(client, userId)) === masterKey;
}

/** This device takes over an identity that was published, and signs itself with it. */
export async function adoptIdentity(client: MatrixClient, { privateKeys }: NewIdentity): Promise<void> {
  await takeInIdentity(client, privateKeys);
  await queryKeys(client, client.getSafeUserId());
}

function published(body: string): Pick<NewIdentity, 'publicKeys' | 'masterKey'> {
  const publicKeys = JSON.parse(body) as { master_key: { keys: Record<string, string>; signatures?: unknown } };
  // The machine in memory has signed it as a device, which nobody could verify.
  delete publicKeys.master_key.signatures;
  return { publicKeys, masterKey: Object.values(publicKeys.master_key.keys)[0] ?? '' };
}
