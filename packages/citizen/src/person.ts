import type { DeviceVerification, OwnDevice } from '@posthorn/channel';
import type { DirectoryClient } from '@posthorn/channel/directory';
import { PosthornError, type Language } from '@posthorn/protocol';
import type { Region } from '@posthorn/service-definition';
import { CaseSearch, type SearchHit } from './case-search.ts';
import type { Case } from './case.ts';
import type { Change } from './changes.ts';
import type { Connection } from './connection.ts';
import type { PersonData } from './data/person-data.ts';
import type { Desk, Unsent } from './desk.ts';
import type { Device, SignOutOutcome } from './device.ts';
import type { Draft } from './draft.ts';
import type { SavedDraft } from './drafts.ts';
import type { Notifications } from './notifications.ts';
import type { NewRecoveryLock, RecoveryLock } from './recovery-locks.ts';
import type { FoundServices, Service, ServiceKey } from './service.ts';

/**
 * 'needs-recovery': signed in on a new device that has not been given the recovery secret yet. 'signed-out': the
 * homeserver has ended the session; what is on this device can be read, and signing in anew makes a new device.
 */
export type PersonState = 'needs-recovery' | 'ready' | 'signed-out';

/** A person (or company) who is signed in on this device. Everything a person does begins here. */
export class Person {
  readonly #device: Device;
  readonly #search = new CaseSearch();

  constructor(device: Device) {
    this.#device = device;
  }

  get state(): PersonState {
    if (this.#device.isSignedOut) return 'signed-out';
    return this.#device.desk ? 'ready' : 'needs-recovery';
  }

  get language(): Language {
    return this.#device.language;
  }

  /** The random Matrix id; says nothing about who the person is. */
  get userId(): string {
    return this.#device.channel.session.userId;
  }

  /** The account's id: `egendata://account/<uuid>`. */
  get accountId(): string {
    return this.#desk.accountId;
  }

  /** The person's data: who may read and write what, what is there, and who looked. */
  get data(): PersonData {
    return this.#desk.data;
  }

  /** How the person is told of mail when no device looks. */
  get notifications(): Notifications {
    return this.#device.notifications;
  }

  /** The directory, for what goes beyond finding services. */
  get directory(): DirectoryClient {
    return this.#device.directory;
  }

  /**
   * Makes a new device a full one: opens the vault, signs the device, restores the keys of old messages.
   *
   * @throws PosthornError `recovery-secret-wrong`
   */
  recover(recoverySecret: string, options: { onProgress?: (done: number, total: number) => void } = {}): Promise<void> {
    return this.#device.recover(recoverySecret, options.onProgress);
  }

  /**
   * Says that the person has kept the recovery secret of the first sign-in. Until then every `signIn` on this device gives
   * it again; afterwards it is given only when `recoverySecret` asks for it.
   */
  recoverySecretKept(): Promise<void> {
    return this.#device.recoverySecretKept();
  }

  /**
   * When nothing is left to recover with: a new account in the place of the old one, whose messages, drafts and data nobody can read any
   * more. What agencies hold stays with them; the person connects with them anew. Gives the new recovery secret, which also counts as
   * pending until `recoverySecretKept`.
   *
   * @param options.authorise as for `signOutDevice`
   * @throws PosthornError `encryption-already-set-up` on a ready device, `eid-confirmation-missing`
   */
  startOver({ authorise }: { authorise: (url: string) => Promise<void> }): Promise<string> {
    return this.#device.startOver(authorise);
  }

  /**
   * The recovery secret once more, to print the sheet again.
   *
   * @throws PosthornError `recovery-needed`
   */
  recoverySecret(): Promise<string> {
    return this.#device.channel.recoverySecret();
  }

  /** The passkeys that open the account on a new device. Can be asked before recovery, too. */
  recoveryLocks(): Promise<RecoveryLock[]> {
    return this.#device.recoveryLocks.list();
  }

  /**
   * Lets a passkey open the account on every further device. One that is there already is replaced.
   *
   * @param secret the 32 bytes that its PRF extension (WebAuthn) gives for `salt`; they are not kept
   * @throws PosthornError `recovery-needed`
   */
  addRecoveryLock(lock: NewRecoveryLock, secret: Uint8Array): Promise<void> {
    return this.#device.recoveryLocks.add(lock, secret);
  }

  /**
   * As {@link Person.recover}, with a passkey instead of the recovery secret.
   *
   * @throws PosthornError `recovery-lock-unknown`, `recovery-secret-wrong`
   */
  async recoverWithLock(
    credentialId: string,
    secret: Uint8Array,
    options: { onProgress?: (done: number, total: number) => void } = {},
  ): Promise<void> {
    await this.recover(await this.#device.recoveryLocks.open(credentialId, secret), options);
  }

  /** A passkey is to open the account no more. The recovery secret stays the same, so other ways stay open. */
  removeRecoveryLock(credentialId: string): Promise<void> {
    return this.#device.recoveryLocks.remove(credentialId);
  }

  /** Calls `listener` at every change, until the returned function is called. */
  onChange(listener: (change: Change) => void): () => void {
    return this.#device.changes.listen(listener);
  }

  /** Resolves when everything that the homeserver has for this device so far is here. */
  upToDate(): Promise<void> {
    return this.#device.upToDate();
  }

  /**
   * Services that fit everyday words at a place: a postcode, a name, or a candidate of an earlier search. Without words
   * all services there. Searched on this device; nobody learns what a person looks for.
   */
  findServices(text: string, place: string | Region): Promise<FoundServices> {
    return this.#desk.services.find(text, place);
  }

  /** A service with its form, in the person's language. */
  service(key: ServiceKey): Promise<Service> {
    return this.#desk.services.service(key);
  }

  /** Begins a draft, kept once it is saved. */
  async draft(key: ServiceKey): Promise<Draft> {
    return this.#desk.drafts.begin(await this.#desk.services.service(key));
  }

  /** The saved drafts of all devices, those changed last first. */
  async drafts(): Promise<SavedDraft[]> {
    return this.#desk.drafts.list();
  }

  /**
   * Connects with an agency: pins its key, agrees the connection at the data operator, makes the encrypted room, says
   * hello. `draft.submit` does it by itself.
   *
   * @throws PosthornError `agency-unknown`, `agency-key-changed`, `identity-changed`
   */
  connect(agency: string): Promise<Connection> {
    return this.#desk.connect(agency);
  }

  /** The agencies that the person has a room with; those whose connection was `ended`, too. */
  connections(): readonly Connection[] {
    return this.#desk.connections;
  }

  /** All cases, the one in which something happened last first; those that agencies have opened, too. */
  cases(): Case[] {
    return this.#desk.cases.all();
  }

  /** One case. Throws `case-unknown`. */
  case(id: string): Case {
    return this.#desk.cases.get(id);
  }

  /**
   * Where these words occur in the cases on this device: in titles, messages, names of files, answers. Case and accents make no
   * difference.
   */
  search(text: string): SearchHit[] {
    return this.#search.find(this.cases(), text);
  }

  /** What only this device has so far: it waits for the network, or for the person to sign in again. */
  async unsent(): Promise<Unsent> {
    return (await this.#device.desk?.unsent()) ?? { drafts: 0, messages: 0, texts: 0 };
  }

  /** Tries again at once what waits for the network or was stopped by an error. */
  retry(): Promise<void> {
    return this.#desk.outbox.retry();
  }

  /** The person's devices. Those that are not signed get no keys and read nothing. */
  devices(): Promise<OwnDevice[]> {
    return this.#device.channel.devices();
  }

  /**
   * Signs out another device, one that was lost for example. It gets no more keys, and what it has is of no use without its owner's
   * passkey or password for the device. The person confirms it with the eID.
   *
   * @param options.authorise shows the page at `url` to the person; resolves when it is done. In a browser the page ends by
   *   posting `authDone` to the window that opened it
   * @throws PosthornError `device-unknown`, `eid-confirmation-missing`
   */
  signOutDevice(deviceId: string, { authorise }: { authorise: (url: string) => Promise<void> }): Promise<void> {
    return this.#device.channel.signOutDevice(deviceId, authorise);
  }

  /** The verifications of the person's devices that are under way. */
  verifications(): DeviceVerification[] {
    return this.#device.channel.verifications.list();
  }

  /**
   * Calls `listener` when another device of the person, with Posthorn or any Matrix app, wants to be let in, and at each
   * change of a verification, until the returned function is called.
   */
  onVerification(listener: (verification: DeviceVerification) => void): () => void {
    return this.#device.channel.verifications.listen(listener);
  }

  /**
   * Lets another Matrix app of the person in: both devices show emoji, or the other one scans a QR code. When it is done, the other
   * device is signed and gets the keys of all messages.
   *
   * @throws PosthornError `device-unknown`, `recovery-needed`
   */
  verifyDevice(deviceId: string): Promise<DeviceVerification> {
    return this.#device.channel.verifications.begin(deviceId);
  }

  /** Stops and releases the store. The person stays signed in: the next `signIn` with this store needs no eID. */
  close(): Promise<void> {
    return this.#device.close();
  }

  /**
   * Removes everything of the person from this device, what was not sent yet, too, and ends the session at the homeserver. Without the
   * network the outcome says that the session could not be ended there.
   */
  signOut(): Promise<SignOutOutcome> {
    return this.#device.signOut();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #desk(): Desk {
    if (this.#device.desk) return this.#device.desk;
    throw new PosthornError('recovery-needed', 'This device does not have the keys of the account yet.', {
      mend: 'Call `recover` with the recovery secret that was given out at the first sign-in.',
    });
  }
}
