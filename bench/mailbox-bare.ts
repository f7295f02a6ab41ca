/** A bare page: loads the Matrix SDK with its WebAssembly, signs in, syncs. What the mailbox is compared with; runs in the browser. */
import { ClientEvent, createClient, SyncState } from 'matrix-js-sdk';

declare const HOMESERVER: string;

async function start(): Promise<void> {
  const token = new URLSearchParams(globalThis.location.search).get('loginToken') ?? '';
  const {
    access_token: accessToken,
    user_id: userId,
    device_id: deviceId,
  } = await createClient({
    baseUrl: HOMESERVER,
  }).loginRequest({ type: 'm.login.token', token });
  const client = createClient({ baseUrl: HOMESERVER, accessToken, userId, deviceId });
  await client.initRustCrypto();
  client.on(ClientEvent.Sync, (state) => {
    if (state === SyncState.Prepared) Object.assign(globalThis, { isSynced: true });
  });
  await client.startClient();
}

void start();
