import { ClientEvent, createClient, Direction, type MatrixClient, MatrixEvent, type Room } from 'matrix-js-sdk';
import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/index.js';

/**
 * A Matrix client as anybody could have it: matrix-js-sdk with its crypto, and nothing of ours. It is given the recovery
 * secret the way such clients ask for it ("security key").
 */
export class OrdinaryClient implements AsyncDisposable {
  readonly client: MatrixClient;

  constructor(client: MatrixClient) {
    this.client = client;
  }

  static async open(
    session: { homeserver: string; userId: string; deviceId: string; accessToken: string },
    recoverySecret: string,
  ): Promise<OrdinaryClient> {
    const { homeserver, userId, deviceId, accessToken } = session;
    const client = createClient({
      baseUrl: homeserver,
      userId,
      deviceId,
      accessToken,
      logger: quiet,
      cryptoCallbacks: {
        getSecretStorageKey: async ({ keys }) => [Object.keys(keys)[0] ?? '', decodeRecoveryKey(recoverySecret)],
      },
    });
    await client.initRustCrypto({ useIndexedDB: false });
    const synced = new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
    await client.startClient({ initialSyncLimit: 100 });
    await synced;
    const crypto = client.getCrypto();
    await crypto?.userHasCrossSigningKeys(userId, true);
    await crypto?.bootstrapCrossSigning({});
    await crypto?.loadSessionBackupPrivateKeyFromSecretStorage();
    await crypto?.restoreKeyBackup();
    return new OrdinaryClient(client);
  }

  /** Rooms that this account has joined. */
  rooms(): Room[] {
    return this.client.getRooms().filter((room) => room.getMyMembership() === 'join');
  }

  /**
   * Every event of a room from its beginning, decrypted, oldest first, straight from the homeserver. Where the other
   * device has not brought a key into the backup yet, the backup is asked again.
   */
  async history(roomId: string): Promise<MatrixEvent[]> {
    for (;;) {
      const events = await this.#fetched(roomId);
      if (!events.some((event) => event.isDecryptionFailure())) return events;
      await this.client.getCrypto()?.restoreKeyBackup();
    }
  }

  /** What a person sees in this client: the text of each message, in order. */
  async texts(roomId: string): Promise<string[]> {
    const events = await this.history(roomId);
    return events
      .filter((event) => event.getType() === 'm.room.message')
      .map((event) => String(event.getContent()['body']));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.stopClient();
    return Promise.resolve();
  }

  async #fetched(roomId: string): Promise<MatrixEvent[]> {
    const events: MatrixEvent[] = [];
    let token: string | null = null;
    do {
      const page = await this.client.createMessagesRequest(roomId, token, 200, Direction.Backward);
      for (const raw of page.chunk) events.unshift(new MatrixEvent(raw));
      token = page.chunk.length === 0 ? null : (page.end ?? null);
    } while (token !== null);
    for (const event of events) await this.client.decryptEventIfNeeded(event);
    return events;
  }
}

const quiet = {
  getChild: () => quiet,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
};
