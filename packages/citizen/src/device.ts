import { sessionEnded, signOut, type Channel } from '@posthorn/channel';
import type { DirectoryClient } from '@posthorn/channel/directory';
import { isPosthornError, PosthornError, type Language } from '@posthorn/protocol';
import { Changes } from './changes.ts';
import { Desk } from './desk.ts';
import { hasEnded, markEnded } from './ended-session.ts';
import { EventLog } from './event-log.ts';
import { Mailbox } from './mailbox.ts';
import { Notifications } from './notifications.ts';
import { RecoveryLocks } from './recovery-locks.ts';
import { isStartingOver, markStartingOver, replaceAccount } from './start-over.ts';
import type { CitizenStore } from './store.ts';
import { documentKey, restoreVault, storedVault, type Vault } from './vault.ts';

/** Milliseconds that closing waits for a start, or signing out for the backup, that neither succeeds nor fails. */
const PATIENCE = 5000;
const PENDING_SECRET = 'pending-recovery-secret';

/** How signing out went. The device's own data is gone in any case. */
export interface SignOutOutcome {
  /**
   * False when the homeserver could not be told: the session stays in the list of devices. Nobody has its token any more; the person
   * may sign it out there from another device.
   */
  endedAtServer: boolean;
}

interface DeviceParts {
  channel: Channel;
  store: CitizenStore;
  directory: DirectoryClient;
  language: Language;
}

/** One signed-in device: receives from the beginning, and can be worked with once the vault is open (`desk`). */
export class Device {
  readonly channel: Channel;
  readonly directory: DirectoryClient;
  readonly language: Language;
  readonly changes: Changes = new Changes();
  readonly recoveryLocks: RecoveryLocks;
  readonly notifications: Notifications;
  readonly #store: CitizenStore;
  readonly #log: EventLog;
  readonly #mailbox: Mailbox;
  #desk: Desk | null = null;
  #started: Promise<void> = Promise.resolve();
  #isOnline = false;
  #isSignedOut = false;
  #offline: PromiseWithResolvers<never> = Promise.withResolvers();
  #closed: Promise<void> | null = null;

  private constructor(parts: DeviceParts, log: EventLog) {
    this.channel = parts.channel;
    this.directory = parts.directory;
    this.language = parts.language;
    this.#store = parts.store;
    this.#log = log;
    this.notifications = new Notifications(parts.channel);
    this.recoveryLocks = new RecoveryLocks({
      channel: parts.channel,
      documentKey: async () => {
        const vault = await storedVault(parts.store);
        return vault && documentKey(vault);
      },
    });
    this.#mailbox = new Mailbox({
      channel: parts.channel,
      log,
      book: () => this.#desk?.book ?? null,
      refreshConnections: async () => this.#desk?.refreshConnections(),
      inBackground: (task) => this.#inBackground(task),
    });
    this.#offline.promise.catch(() => null);
  }

  /** True when the homeserver does not know the session any more. */
  get isSignedOut(): boolean {
    return this.#isSignedOut;
  }

  get desk(): Desk | null {
    return this.#desk;
  }

  /**
   * Starts a device. One that has the vault works at once, with what it knows, and connects beside; any other waits for
   * the homeserver. `recoverySecret` comes from the account's very first sign-in on, until it is kept.
   */
  static async start(parts: DeviceParts): Promise<{ device: Device; recoverySecret: string | null }> {
    const device = new Device(parts, await EventLog.load(parts.store));
    const vault = await storedVault(parts.store);
    if (await hasEnded(parts.store)) {
      await device.#startEnded(vault);
    } else if (vault) {
      await device.#open(vault);
      device.#started = device.#connect().then(() => device.#afterStart());
      device.#started.catch(() => device.changes.emit({ kind: 'state' }));
    } else {
      await device.#startAnew();
    }
    return { device, recoverySecret: await device.#pendingRecoverySecret() };
  }

  async recover(secret: string, onProgress?: (done: number, total: number) => void): Promise<void> {
    if (this.#desk) return;
    await this.caughtUp();
    // A beginning that was refused is over: from here on a device that is ready is so because it has recovered.
    if ((await this.channel.encryptionState()) === 'needs-recovery') await markStartingOver(this.#store, false);
    await this.channel.recover(secret, onProgress);
    // What was said before is recorded as such; later messages have to prove their sender.
    await this.caughtUp();
    await this.#open(await restoreVault(this.channel, this.#store));
    await this.#afterStart();
    await this.#mailbox.settle();
    this.changes.emit({ kind: 'state' });
  }

  async startOver(authorise: (url: string) => Promise<void>): Promise<string> {
    if (this.#desk) {
      throw new PosthornError('encryption-already-set-up', 'This device has the keys of the account.', {
        mend: 'There is nothing to begin anew; print the recovery sheet, or add a passkey.',
      });
    }
    await this.caughtUp();
    // What was confirmed and then cut off goes on from there, and so does a recovery.
    if ((await this.channel.encryptionState()) === 'needs-recovery') {
      await markStartingOver(this.#store, true);
      await this.channel.startOver(authorise);
    }
    await this.caughtUp();
    await this.#setUp();
    this.changes.emit({ kind: 'state' });
    return this.channel.recoverySecret();
  }

  async recoverySecretKept(): Promise<void> {
    await this.#store.write(new Map([[PENDING_SECRET, null]]));
  }

  async upToDate(): Promise<void> {
    await this.caughtUp();
    await this.#mailbox.settle();
  }

  /** All that was received is in the book; throws `homeserver-unreachable` or `session-ended` if it cannot be known what there is. */
  async caughtUp(): Promise<void> {
    await Promise.race([this.#started, this.#offline.promise]);
    if (!this.#isOnline) await this.#offline.promise;
    await this.channel.idle();
    await this.#mailbox.idle();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Whatever the homeserver says, or if it says nothing: what is on this device goes. */
  async signOut(): Promise<SignOutOutcome> {
    await this.#desk?.outbox.close();
    await this.#backedUp();
    try {
      const endedAtServer = await signOut(this.channel.session).then(() => true, notEnded);
      await this.close();
      return { endedAtServer };
    } finally {
      await this.#store.destroy();
    }
  }

  async #close(): Promise<void> {
    this.changes.close();
    this.#mailbox.close();
    await this.#startSettled();
    this.#setOnline(false);
    await this.#desk?.outbox.close();
    await this.channel.stop();
    await this.#store.close();
  }

  /** A channel that is stopped in the middle of its start would go on syncing. */
  #startSettled(): Promise<void> {
    return this.#awaited(this.#started);
  }

  /** Keys that came a moment ago are perhaps nowhere else yet. */
  async #backedUp(): Promise<void> {
    if (this.#desk && this.#isOnline) await this.#awaited(this.channel.backedUp());
  }

  /** Waits for what may also fail, or not come about without the homeserver. */
  async #awaited(event: Promise<void>): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE);
    });
    const { promise: offline } = this.#offline;
    await Promise.race([event, offline, patience]).catch(() => null);
    clearTimeout(timer);
  }

  /** Nothing is sent or received any more; what is here can be read. */
  async #startEnded(vault: Vault | null): Promise<void> {
    if (vault) {
      this.#isSignedOut = true;
      this.#setOnline(false);
      await this.#open(vault);
    } else {
      await this.close();
      throw sessionEnded();
    }
  }

  /** Without a vault nothing can be done while the homeserver is away. */
  async #startAnew(): Promise<void> {
    try {
      await Promise.race([this.#connect(), this.#offline.promise]);
      await this.#setUp();
    } catch (error) {
      if (isPosthornError(error, 'session-ended')) await markEnded(this.#store);
      await this.close();
      throw error;
    }
  }

  /** For what nobody waits for: it may fail because the homeserver is away, or because the device is being closed. */
  #inBackground(task: () => Promise<unknown>): void {
    task().catch((error: unknown) => {
      if (!this.#closed && !isPosthornError(error)) throw error;
    });
  }

  #connect(): Promise<void> {
    return this.channel.start({
      ...this.#mailbox.handlers(),
      onConnection: (state) => {
        if (state === 'stopped') this.#endSession();
        this.#setOnline(state === 'ready');
      },
      onAccountData: (type) => this.#desk?.documentChanged(type),
    });
  }

  /** Recorded, so that the next start knows it without the network, and a new sign-in takes up what was not sent. */
  #endSession(): void {
    if (this.#isSignedOut) return;
    this.#isSignedOut = true;
    this.#inBackground(() => markEnded(this.#store));
    this.changes.emit({ kind: 'state' });
  }

  async #setUp(): Promise<void> {
    const state = await this.channel.encryptionState();
    if (state === 'needs-recovery') return this.#recoverAgain();
    if (state === 'not-set-up') {
      const { recoverySecret } = await this.channel.setUpEncryption();
      await this.#keepPending(recoverySecret);
    }
    if (await isStartingOver(this.#store)) {
      await this.#keepPending(await this.channel.recoverySecret());
      await replaceAccount(this.channel, this.#store);
    }
    await this.#open(await restoreVault(this.channel, this.#store));
    await this.#afterStart();
  }

  /** Whoever signs in again on a device that had the keys is not asked for them, unless the account was begun anew meanwhile. */
  async #recoverAgain(): Promise<void> {
    try {
      await this.recover(await this.channel.recoverySecret());
    } catch (error) {
      if (!isPosthornError(error, 'recovery-needed') && !isPosthornError(error, 'recovery-secret-wrong')) throw error;
    }
  }

  /** Until the person has it, it must survive a crash: without it the account could never be recovered. */
  async #keepPending(recoverySecret: string): Promise<void> {
    await this.#store.write(new Map([[PENDING_SECRET, new TextEncoder().encode(recoverySecret)]]));
  }

  async #pendingRecoverySecret(): Promise<string | null> {
    const pending = await this.#store.read(PENDING_SECRET);
    return pending && new TextDecoder().decode(pending);
  }

  async #open(vault: Vault): Promise<void> {
    const { channel, directory, language, changes } = this;
    const caughtUp = (): Promise<void> => this.caughtUp();
    const inBackground = (task: () => Promise<unknown>): void => this.#inBackground(task);
    this.#desk = await Desk.open({
      channel,
      directory,
      language,
      changes,
      vault,
      caughtUp,
      inBackground,
      store: this.#store,
      log: this.#log,
    });
  }

  async #afterStart(): Promise<void> {
    await this.#desk?.afterStart();
    // What cannot be settled now is tried again; this device can send all the same.
    await this.#mailbox.settle().catch((error: unknown) => {
      if (!isPosthornError(error)) throw error;
    });
  }

  #setOnline(isOnline: boolean): void {
    if (this.#isOnline === isOnline && isOnline) return;
    this.#isOnline = isOnline;
    if (isOnline) {
      this.#offline = Promise.withResolvers();
      this.#offline.promise.catch(() => null);
      this.#desk?.online();
      this.#inBackground(() => this.#mailbox.settle());
    } else {
      this.#offline.reject(this.#isSignedOut ? sessionEnded() : unreachable());
    }
    this.changes.emit({ kind: 'connection', online: isOnline });
  }
}

function unreachable(): PosthornError {
  return new PosthornError('homeserver-unreachable', 'The homeserver cannot be reached.', {
    mend: 'What you send is kept and goes out by itself when the connection is back.',
  });
}

function notEnded(error: unknown): false {
  if (isPosthornError(error)) return false;
  throw error;
}
