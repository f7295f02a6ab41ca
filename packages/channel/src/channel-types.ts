import type { DeviceVerifications } from './device-verifications.ts';
import type { Pusher } from './pushers.ts';
import type { EncryptedFile, Json } from '@posthorn/protocol';

/** A signed-in Matrix device. The access token is a secret: never log it. */
export interface Session {
  /** base URL of the homeserver */
  homeserver: string;
  userId: string;
  deviceId: string;
  accessToken: string;
}

/**
 * How far an event's sender is proven:
 * - `verified`: encrypted by a device signed by an identity that we have cross-signed. The only one to act on unasked.
 * - `unverified`: encrypted by a signed device of an identity that we have not (or no more) cross-signed.
 * - `restored`: readable, but its key came out of the key backup, which proves nothing about the sender. What matters
 *   in it (receipts, decisions) carries a signature of its own.
 * - `plain`: was not encrypted.
 * - `undecryptable`: still ciphertext; `failure` says why.
 */
export type Trust = 'verified' | 'unverified' | 'restored' | 'plain' | 'undecryptable';

/** One event of a room, decrypted where possible. */
export interface IncomingEvent {
  eventId: string;
  roomId: string;
  sender: string;
  /** milliseconds since 1970 by the homeserver's clock (`origin_server_ts`): informative, not proven */
  sentAt: number;
  type: string;
  content: Record<string, Json>;
  /** event id of the thread's root (`m.thread`), or null */
  threadRoot: string | null;
  /** event id that this one refers to (`m.reference`), or null */
  reference: string | null;
  /** sent by this user, on any device */
  own: boolean;
  /** the transaction id with which this device sent it, or null */
  txnId: string | null;
  trust: Trust;
  /** reason code of a failed decryption, or null */
  failure: string | null;
  /** the event as the homeserver gave it, to be kept and given to `decrypt` later */
  raw: Record<string, Json>;
}

/** What the application does with what arrives. */
export interface ChannelHandlers {
  /** The last event of this room that the application has durably recorded, or null: all later ones are delivered, in order. */
  cursor(roomId: string): Promise<string | null> | string | null;
  /** Events of one room in order. The next batch of the room waits for it; when it throws, the batch comes again. */
  onEvents(roomId: string, events: IncomingEvent[]): Promise<void>;
  /** An event that was delivered as undecryptable has become readable. */
  onDecrypted?(event: IncomingEvent): Promise<void>;
  /** Called once for each invitation, and again after a restart for those that were not accepted. */
  onInvite?(invite: Invitation): Promise<void>;
  onConnection?(state: ConnectionState): void;
  /** The cross-signing identity of a user changed, or was verified, or is verified no more. */
  onIdentity?(userId: string): void;
  /** Account data of this user changed, perhaps on another device. */
  onAccountData?(type: string): void;
}

/** Somebody has made a room and wants this user in it. Nothing of it is proven. */
export interface Invitation {
  roomId: string;
  inviter: string;
  /** The connection that the room is for, as its maker says (`createRoom`), or null. */
  connectionId: string | null;
}

export type ConnectionState = 'ready' | 'reconnecting' | 'stopped';

/**
 * `not-set-up`: the account has no keys yet. `needs-recovery`: it has, and this device does not: it gets and sends nothing
 * until `recover`. `ready`: this device is signed and holds the keys.
 */
export type EncryptionState = 'not-set-up' | 'needs-recovery' | 'ready';

/** A device of this user. Only signed ones get keys. */
export interface OwnDevice {
  deviceId: string;
  name: string;
  signed: boolean;
  current: boolean;
  /** RFC 3339, roughly; null if the homeserver does not say */
  lastSeenAt: string | null;
}

/** The encrypted line of one signed-in device. */
export interface Channel {
  readonly session: Session;
  /** Starts syncing; resolves when the first sync is in. Loses the connection and comes back by itself afterwards. */
  start(handlers: ChannelHandlers): Promise<void>;
  /** Resolves when everything received so far has been handed to the handlers. */
  idle(): Promise<void>;
  stop(): Promise<void>;

  encryptionState(): Promise<EncryptionState>;
  /**
   * Makes cross-signing keys, secret storage and key backup. Gives the recovery secret (a Matrix recovery key, base58):
   * show it to its owner once.
   * @throws PosthornError `encryption-already-set-up`
   */
  setUpEncryption(): Promise<{ recoverySecret: string }>;
  /**
   * On a new device: takes the keys out of secret storage, signs this device, restores the keys of old messages.
   * @throws PosthornError `recovery-secret-wrong`
   */
  recover(recoverySecret: string, onProgress?: (done: number, total: number) => void): Promise<void>;
  /**
   * On a device that needs recovery, when nothing is left to recover with: gives up the keys of the account, which is `not-set-up`
   * afterwards, here and after a restart, until `setUpEncryption` has made new ones. What was encrypted for the old ones stays unreadable,
   * and other devices are signed no more. As long as it is not confirmed, nothing is changed.
   *
   * @param authorise shows the page at `url`, where the person confirms it with the eID
   * @throws PosthornError `eid-confirmation-missing`
   */
  startOver(authorise: (url: string) => Promise<void>): Promise<void>;
  /** The recovery secret again, on a device that is `ready`. @throws PosthornError `recovery-needed` */
  recoverySecret(): Promise<string>;
  /** Resolves when every room key of this device is in the server-side backup. */
  backedUp(): Promise<void>;

  /** A secret out of Matrix secret storage, or null. @throws PosthornError `recovery-needed` */
  getSecret(name: string): Promise<string | null>;
  /** Seals a secret into Matrix secret storage. @throws PosthornError `recovery-needed` */
  putSecret(name: string, value: string): Promise<void>;
  /** Account data as the homeserver holds it, in plain: only ciphertext may go there. Asks the homeserver, so it is up to date. */
  getAccountData(type: string): Promise<Record<string, Json> | null>;
  putAccountData(type: string, content: Record<string, Json>): Promise<void>;
  accountDataTypes(prefix: string): string[];

  /** The public master cross-signing key (ed25519, unpadded base64) of a user, asked fresh, or null. Default: this user's. */
  masterKey(userId?: string): Promise<string | null>;
  /**
   * Cross-signs the identity of a user if its master key is exactly the given one. From then on a replaced identity
   * stops all sending to that user.
   * @throws PosthornError `identity-changed`, `identity-unknown`
   */
  trust(userId: string, masterKey: string): Promise<void>;
  isTrusted(userId: string): Promise<boolean>;
  /**
   * Lets messages be read (as `unverified`) that a user sends after their attested identity was replaced: the attestation of the new one
   * is among them. Nothing is sent to the user until `trust`.
   */
  readUnattested(userId: string): Promise<void>;
  devices(): Promise<OwnDevice[]>;
  readonly verifications: DeviceVerifications;
  /**
   * Ends the session of another device of this user, which the person has to confirm at the page that `authorise` shows.
   * @throws PosthornError `device-unknown`, `eid-confirmation-missing`
   */
  signOutDevice(deviceId: string, authorise: (url: string) => Promise<void>): Promise<void>;

  /** All pushers of this user, those of other apps, too. */
  pushers(): Promise<Pusher[]>;
  setPusher(pusher: Pusher): Promise<void>;
  removePusher(pusher: Pick<Pusher, 'appId' | 'pushkey'>): Promise<void>;

  /**
   * Makes an encrypted room without a name and invites one user.
   *
   * @param options.connectionId the connection that the room is for; it comes with the invitation. Servers see it: a random id
   */
  createRoom(invite: string, options?: { connectionId?: string }): Promise<string>;
  join(roomId: string): Promise<void>;
  leave(roomId: string): Promise<void>;
  /** Tells the homeserver, and nobody else, that this user has read up to an event: it counts what is unread for pushers. */
  markRead(roomId: string, eventId: string): Promise<void>;
  /** Rooms this user has joined or is invited to; members are those joined or invited. */
  rooms(): { roomId: string; membership: string; members: string[] }[];
  /**
   * Encrypts and sends; resolves with the event id. A transaction id is sent at most once, however often it is tried.
   * @throws PosthornError `identity-untrusted`, `identity-changed`, `room-not-encrypted`, `room-unknown`,
   *   `homeserver-unreachable` (try again), `homeserver-refused`, `message-too-large`
   */
  send(roomId: string, event: { type: string; content: Record<string, Json> }, txnId: string): Promise<string>;
  /** Tries again to decrypt a kept event. */
  decrypt(raw: Record<string, Json>): Promise<IncomingEvent>;

  /** Encrypts a file (AES-256-CTR, Matrix spec "Sending encrypted attachments") and uploads it nameless; progress in bytes. */
  upload(bytes: Uint8Array, onProgress?: (sent: number, total: number) => void): Promise<EncryptedFile>;
  /** @throws PosthornError `file-corrupt`, `file-too-large` (bytes), `file-gone`, `homeserver-unreachable` */
  download(file: EncryptedFile, maxSize: number): Promise<Uint8Array>;
}
