import { generateKeyPairSync, sign } from 'node:crypto';
import type { Session } from '@posthorn/channel';
import { canonicalJson, type JsonObject } from '@posthorn/protocol';

interface SigningKey {
  id: string;
  sign(message: JsonObject): string;
}

/**
 * Replaces an account's Matrix identity, as whoever can sign in as it could: uploads new cross-signing keys (Matrix
 * Client-Server API, `POST /keys/device_signing/upload`). Gives the new master key.
 */
export async function replaceIdentity(session: Session, password: string): Promise<string> {
  const { homeserver, userId, accessToken } = session;
  const master = newKey();
  const keyOf = (usage: string, key: SigningKey): JsonObject => ({
    user_id: userId,
    usage: [usage],
    keys: { [`ed25519:${key.id}`]: key.id },
  });
  const signed = (message: JsonObject): JsonObject => ({
    ...message,
    signatures: { [userId]: { [`ed25519:${master.id}`]: master.sign(message) } },
  });
  const keys = {
    master_key: keyOf('master', master),
    self_signing_key: signed(keyOf('self_signing', newKey())),
    user_signing_key: signed(keyOf('user_signing', newKey())),
  };
  const upload = (auth?: JsonObject): Promise<Response> =>
    fetch(`${homeserver}/_matrix/client/v3/keys/device_signing/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ ...keys, ...(auth && { auth }) }),
    });
  const { session: uiaSession } = (await (await upload()).json()) as { session: string };
  const identifier = { type: 'm.id.user', user: userId };
  const response = await upload({ type: 'm.login.password', identifier, password, session: uiaSession });
  if (!response.ok) throw new Error(`the homeserver refused new keys: ${response.status}`);
  return master.id;
}

function newKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');
  return {
    id: unpadded(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')),
    sign: (message) => unpadded(sign(null, Buffer.from(canonicalJson(message)), privateKey)),
  };
}
