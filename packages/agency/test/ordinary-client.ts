import { sharedHomeserver } from '@posthorn/stack/testing';
import { ClientEvent, createClient, MatrixError, RoomEvent, type MatrixClient, type MatrixEvent } from 'matrix-js-sdk';

/** A bare Matrix client on a new device of a user, made with none of our packages. */
export interface OrdinaryClient extends AsyncDisposable {
  client: MatrixClient;
  /** Makes the room of a connection; gives its id. */
  createRoom(invite: string, connectionId: string): Promise<string>;
  /** The texts it could read so far. */
  readable(): string[];
}

/**
 * Signs in as the user by a password that whoever runs the homeserver can set, and replaces the user's cross-signing identity:
 * what a rogue homeserver does, and what a person does who has lost the recovery secret.
 */
export async function replaceIdentity(userId: string): Promise<OrdinaryClient> {
  const password = 'set by the homeserver';
  const homeserver = sharedHomeserver();
  await homeserver.setPassword(userId, password);
  const session = await homeserver.signInWithPassword(userId.slice(1).split(':')[0] ?? '', password);
  const client = createClient({ baseUrl: session.homeserver, ...session });
  const events: MatrixEvent[] = [];
  client.on(RoomEvent.Timeline, (event) => void events.push(event));
  await client.initRustCrypto({ useIndexedDB: false });
  const synced = new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
  await client.startClient();
  await synced;
  // The old vault stays locked for this device; it makes itself a new identity without one.
  await client.setAccountData('m.secret_storage.default_key', {});
  await client.getCrypto()?.bootstrapCrossSigning({
    setupNewCrossSigning: true,
    async authUploadDeviceSigningKeys(request) {
      const refusal: unknown = await request(null).catch((error: unknown) => error);
      const uia = refusal instanceof MatrixError ? String(refusal.data['session']) : '';
      await request({
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: userId },
        password,
        session: uia,
      });
    },
  });
  return {
    client,
    async createRoom(invite, connectionId) {
      const { room_id: roomId } = await client.createRoom({
        invite: [invite],
        creation_content: { 'org.posthorn.connection': connectionId },
        initial_state: [{ type: 'm.room.encryption', state_key: '', content: { algorithm: 'm.megolm.v1.aes-sha2' } }],
      });
      // A homeserver makes a room event by event.
      const isMade = (): boolean => Boolean(client.getRoom(roomId)?.getMember(invite));
      while (!isMade()) await new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
      return roomId;
    },
    readable: () =>
      events
        .filter((event) => event.getType() === 'm.room.message' && !event.isDecryptionFailure())
        .map((event) => String(event.getContent()['body'])),
    [Symbol.asyncDispose]: () => Promise.resolve(client.stopClient()),
  };
}
