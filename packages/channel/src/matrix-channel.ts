import {
  ClientEvent,
  createClient,
  HttpApiEvent,
  IndexedDBStore,
  KnownMembership,
  type MatrixClient,
  MatrixEvent,
  Method,
  type Room,
  RoomEvent,
  SyncState,
} from 'matrix-js-sdk';
import { CryptoEvent, OnlySignedDevicesIsolationMode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { RustBackupManager } from 'matrix-js-sdk/lib/rust-crypto/backup.js';
import { type EncryptedFile, type Json, PosthornError } from '@posthorn/protocol';
import { downloadDecrypted, uploadEncrypted } from './attachments.ts';
import type {
  Channel,
  ChannelHandlers,
  ConnectionState,
  EncryptionState,
  IncomingEvent,
  OwnDevice,
  Session,
} from './channel-types.ts';
import { createEncryptedRoom } from './create-room.ts';
import { Deliveries } from './deliveries.ts';
import { verificationMethods } from './device-verification.ts';
import { type DeviceVerifications, OwnDeviceVerifications } from './device-verifications.ts';
import { encryptFor } from './encrypt-for.ts';
import { EncryptionSetup } from './encryption-setup.ts';
import { toIncomingEvent } from './incoming-event.ts';
import { rethrow, sessionEnded, toChannelError } from './matrix-errors.ts';
import { listenToNetwork } from './network-events.ts';
import { devicesOf, signOutDevice } from './own-devices.ts';
import { markRead, type Pusher, pushersOf, removePusher, setPusher } from './pushers.ts';
import { useLightTimeouts } from './request-timeouts.ts';
import { identityChanged, membersOf, RoomGuard } from './room-guard.ts';
import { crossSignUser, decryptAgain, masterKeyOf, queryKeys, roomKeyCounts } from './rust-crypto-access.ts';
import { silenceSdk, silentLogger } from './silent-logger.ts';
import { SentMessages } from './sent-messages.ts';
import type { ChannelStore } from './store.ts';

/** How long stopping waits for a homeserver that neither answers nor refuses. */
const STOP_PATIENCE_MS = 5000;

/**
 * Opens the encrypted line of a signed-in device. Nothing is sent or received before `start`.
 *
 * @throws PosthornError `store-key-wrong`, `homeserver-unreachable`
 */
export async function openChannel(options: { session: Session; store: ChannelStore }): Promise<Channel> {
  const { session, store } = options;
  silenceSdk();
  // A key is safe once it is in the backup; the SDK's ten seconds of jitter are for homeservers with millions of clients.
  Object.assign(RustBackupManager, { maxBackupLoopStartDelayMillis: 1000 });
  const setup = new EncryptionSetup(store);
  const syncStore = new IndexedDBStore({ indexedDB: store.indexedDb, dbName: `${store.name}-sync` });
  const client = createClient({
    baseUrl: session.homeserver,
    userId: session.userId,
    deviceId: session.deviceId,
    accessToken: session.accessToken,
    store: syncStore,
    logger: silentLogger,
    cryptoCallbacks: { getSecretStorageKey: setup.getSecretStorageKey },
    verificationMethods,
    disableVoip: true,
  });
  useLightTimeouts(client);
  await syncStore.startup();
  await client.initRustCrypto({ cryptoDatabasePrefix: store.name, storageKey: new Uint8Array(store.key) });
  client.getCrypto()?.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
  await setup.attach(client);
  return new MatrixChannel(session, store, client, setup, syncStore);
}

class MatrixChannel implements Channel {
  readonly session: Session;
  readonly verifications: DeviceVerifications;
  readonly #store: ChannelStore;
  readonly #client: MatrixClient;
  readonly #setup: EncryptionSetup;
  readonly #syncStore: IndexedDBStore;
  readonly #sent = new SentMessages();
  readonly #waiting = new Map<string, MatrixEvent>();
  readonly #guard: RoomGuard;
  #deliveries: Deliveries | null = null;
  #tried: Promise<void> = Promise.resolve();
  #stopped = false;
  #abortStart: (reason: PosthornError) => void = () => {};
  #stopListening: () => void = () => {};

  constructor(
    session: Session,
    store: ChannelStore,
    client: MatrixClient,
    setup: EncryptionSetup,
    syncStore: IndexedDBStore,
  ) {
    this.session = session;
    this.#store = store;
    this.#client = client;
    this.#setup = setup;
    this.#syncStore = syncStore;
    this.#guard = new RoomGuard(client);
    this.verifications = new OwnDeviceVerifications({ client, isReady: async () => (await setup.state()) === 'ready' });
  }

  async start(handlers: ChannelHandlers): Promise<void> {
    const client = this.#client;
    const deliveries = new Deliveries(client, handlers, this.#sent);
    this.#deliveries = deliveries;
    const { promise: prepared, resolve, reject } = Promise.withResolvers<void>();
    prepared.catch(() => {});
    this.#abortStart = reject;
    let connection: ConnectionState | null = null;
    const tell = (state: ConnectionState): void => {
      if (connection !== state && !this.#stopped) handlers.onConnection?.(state);
      connection = state;
    };
    let caughtUp = false;
    client.on(ClientEvent.Sync, (state, _before, data) => {
      // What this device remembers may be older than its keys and than what the application has recorded: nothing to go by.
      if (data?.fromCache) return;
      if (isSyncing(state)) {
        resolve();
        tell('ready');
        deliveries.afterSync(!caughtUp);
        caughtUp = true;
      } else if (state === SyncState.Reconnecting || state === SyncState.Error) {
        tell('reconnecting');
      }
    });
    this.#stopListening = listenToNetwork({
      onLost: () => tell('reconnecting'),
      // A sync that has outlived the gap will tell nothing new; one that has not says so itself.
      onBack: () => {
        client.retryImmediately();
        if (caughtUp && isSyncing(client.getSyncState())) tell('ready');
      },
    });
    client.on(RoomEvent.Timeline, (_event, room, toStart) => {
      if (room && !toStart) deliveries.touch(room.roomId);
    });
    client.on(RoomEvent.TimelineReset, (room) => {
      if (room) deliveries.touch(room.roomId);
    });
    client.on(CryptoEvent.UserTrustStatusChanged, (userId) => handlers.onIdentity?.(userId));
    client.on(ClientEvent.AccountData, (event) => handlers.onAccountData?.(event.getType()));
    client.on(HttpApiEvent.SessionLoggedOut, () => {
      tell('stopped');
      reject(sessionEnded());
    });
    this.#tried = new Promise((done) => client.once(ClientEvent.Sync, () => done()));
    await client.startClient({ initialSyncLimit: 30, lazyLoadMembers: false, threadSupport: false });
    await prepared;
  }

  async idle(): Promise<void> {
    await this.#deliveries?.idle();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopListening();
    this.#abortStart(
      new PosthornError('channel-stopped', 'The channel was stopped while it started.', {
        mend: 'Open the channel again.',
      }),
    );
    await this.#deliveries?.stop();
    // A client that is stopped before its first sync was tried would begin all the same, or leave a request to nobody.
    await Promise.race([this.#tried, patience(STOP_PATIENCE_MS)]);
    this.#client.stopClient();
    try {
      await this.#syncStore.save(true);
    } finally {
      // What stays open could not be deleted.
      await this.#syncStore.destroy();
      await this.#store.close();
    }
  }

  encryptionState(): Promise<EncryptionState> {
    return this.#setup.state().catch(rethrow);
  }

  setUpEncryption(): Promise<{ recoverySecret: string }> {
    return this.#setup.setUp().catch(rethrow);
  }

  recover(recoverySecret: string, onProgress?: (done: number, total: number) => void): Promise<void> {
    return this.#setup.recover(recoverySecret, onProgress).catch(rethrow);
  }

  startOver(authorise: (url: string) => Promise<void>): Promise<void> {
    return this.#setup.startOver(authorise).catch(rethrow);
  }

  recoverySecret(): Promise<string> {
    return this.#setup.recoverySecret();
  }

  async backedUp(): Promise<void> {
    for (;;) {
      const changed = new Promise<void>((resolve) =>
        this.#client.once(CryptoEvent.KeyBackupSessionsRemaining, () => resolve()),
      );
      const counts = await roomKeyCounts(this.#client);
      if (counts.backedUp >= counts.total) return;
      await changed;
    }
  }

  getSecret(name: string): Promise<string | null> {
    return this.#setup.getSecret(name).catch(rethrow);
  }

  putSecret(name: string, value: string): Promise<void> {
    return this.#setup.putSecret(name, value).catch(rethrow);
  }

  async getAccountData(type: string): Promise<Record<string, Json> | null> {
    return this.#client.http
      .authedRequest<Record<string, Json>>(Method.Get, this.#accountDataPath(type))
      .catch((error: unknown) => {
        const channelError = toChannelError(error);
        if (channelError.details['status'] === 404) return null;
        throw channelError;
      });
  }

  async putAccountData(type: string, content: Record<string, Json>): Promise<void> {
    await this.#client.http.authedRequest(Method.Put, this.#accountDataPath(type), undefined, content).catch(rethrow);
  }

  accountDataTypes(prefix: string): string[] {
    return [...this.#client.store.accountData.keys()].filter((type) => type.startsWith(prefix));
  }

  async masterKey(userId: string = this.session.userId): Promise<string | null> {
    await queryKeys(this.#client, userId).catch(rethrow);
    return masterKeyOf(this.#client, userId);
  }

  async trust(userId: string, masterKey: string): Promise<void> {
    const current = await this.masterKey(userId);
    if (current === null) {
      throw new PosthornError('identity-unknown', 'The other side has published no cross-signing keys.', {
        mend: 'The other side has to set up its encryption first.',
      });
    }
    if (current !== masterKey) throw identityChanged();
    if (!(await this.isTrusted(userId))) await crossSignUser(this.#client, userId).catch(rethrow);
  }

  async isTrusted(userId: string): Promise<boolean> {
    const status = await this.#client.getCrypto()?.getUserVerificationStatus(userId);
    return status?.isCrossSigningVerified() ?? false;
  }

  async readUnattested(userId: string): Promise<void> {
    this.#guard.forget(userId);
    await this.#client.getCrypto()?.withdrawVerificationRequirement(userId);
    this.#guard.forget(userId);
  }

  devices(): Promise<OwnDevice[]> {
    return devicesOf(this.#client, this.session);
  }

  signOutDevice(deviceId: string, authorise: (url: string) => Promise<void>): Promise<void> {
    return signOutDevice(this.#client, deviceId, authorise);
  }

  pushers(): Promise<Pusher[]> {
    return pushersOf(this.#client);
  }

  setPusher(pusher: Pusher): Promise<void> {
    return setPusher(this.#client, pusher);
  }

  removePusher(pusher: Pick<Pusher, 'appId' | 'pushkey'>): Promise<void> {
    return removePusher(this.#client, pusher);
  }

  async createRoom(invite: string, { connectionId }: { connectionId?: string } = {}): Promise<string> {
    const roomId = await createEncryptedRoom(this.#client, invite, connectionId);
    await this.#roomSynced(roomId, invite);
    return roomId;
  }

  async join(roomId: string): Promise<void> {
    await this.#client.joinRoom(roomId).catch(rethrow);
  }

  async leave(roomId: string): Promise<void> {
    await this.#client.leave(roomId).catch(rethrow);
  }

  markRead(roomId: string, eventId: string): Promise<void> {
    return markRead(this.#client, roomId, eventId);
  }

  rooms(): { roomId: string; membership: string; members: string[] }[] {
    return this.#client
      .getRooms()
      .filter((room) => isCurrent(room))
      .map((room) => ({ roomId: room.roomId, membership: room.getMyMembership(), members: membersOf(room) }));
  }

  async send(roomId: string, message: { type: string; content: Record<string, Json> }, txnId: string): Promise<string> {
    const event = new MatrixEvent({
      type: message.type,
      content: message.content,
      room_id: roomId,
      sender: this.session.userId,
      event_id: `~${roomId}:${txnId}`,
      origin_server_ts: Date.now(),
    });
    await encryptFor(this.#client, event, await this.#encryptedRoom(roomId));
    this.#sent.add(roomId, txnId, message);
    const path = `/rooms/${encodeURIComponent(roomId)}/send/${event.getWireType()}/${encodeURIComponent(txnId)}`;
    const response = await this.#client.http
      .authedRequest<{ event_id: string }>(Method.Put, path, undefined, event.getWireContent(), {
        localTimeoutMs: 60_000,
      })
      .catch(rethrow);
    return response.event_id;
  }

  async decrypt(raw: Record<string, Json>): Promise<IncomingEvent> {
    const eventId = typeof raw['event_id'] === 'string' ? raw['event_id'] : '';
    // The SDK remembers every event that waits for a key: one object for each event, however often it is tried.
    const waiting = this.#waiting.get(eventId);
    const event = waiting ?? new MatrixEvent(structuredClone(raw));
    if (waiting?.isDecryptionFailure()) await decryptAgain(this.#client, waiting);
    else await this.#client.decryptEventIfNeeded(event);
    if (event.isDecryptionFailure()) this.#waiting.set(eventId, event);
    else this.#waiting.delete(eventId);
    return toIncomingEvent(this.#client, event);
  }

  upload(bytes: Uint8Array, onProgress?: (sent: number, total: number) => void): Promise<EncryptedFile> {
    return uploadEncrypted(this.#client, bytes, onProgress);
  }

  download(file: EncryptedFile, maxSize: number): Promise<Uint8Array> {
    return downloadDecrypted(this.#client, file, maxSize);
  }

  /** Never falls back to plaintext: what the homeserver says of a room's encryption now does not count, what it once said does. */
  async #encryptedRoom(roomId: string): Promise<Room> {
    const room = this.#client.getRoom(roomId);
    if (!room) {
      throw new PosthornError('room-unknown', 'This account is not in that room.', {
        mend: 'Wait for the next sync, or connect anew.',
      });
    }
    this.#guard.guard(room);
    if (await this.#guard.isEncrypted(room)) return room;
    throw new PosthornError('room-not-encrypted', 'The room is not encrypted, so nothing is sent into it.', {
      mend: 'Connect anew: Posthorn makes encrypted rooms only.',
    });
  }

  /** A homeserver makes a room event by event: it can be used when its encryption and its guest have come down the sync. */
  async #roomSynced(roomId: string, guest: string): Promise<void> {
    for (;;) {
      const synced = new Promise<void>((resolve) => this.#client.once(ClientEvent.Sync, () => resolve()));
      const room = this.#client.getRoom(roomId);
      const encrypted = await this.#client.getCrypto()?.isEncryptionEnabledInRoom(roomId);
      if (room && encrypted && membersOf(room).includes(guest)) return;
      await synced;
    }
  }

  #accountDataPath(type: string): string {
    return `/user/${encodeURIComponent(this.session.userId)}/account_data/${encodeURIComponent(type)}`;
  }
}

function isSyncing(state: SyncState | null): boolean {
  return state === SyncState.Prepared || state === SyncState.Syncing;
}

function isCurrent(room: Room): boolean {
  const membership = room.getMyMembership();
  return membership === KnownMembership.Join || membership === KnownMembership.Invite;
}

/** Resolves after a while, without holding the process back. */
function patience(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    AbortSignal.timeout(milliseconds).addEventListener('abort', () => resolve());
  });
}
