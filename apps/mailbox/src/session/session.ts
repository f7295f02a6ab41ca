import type { Change, CitizenStore, Person } from '@posthorn/citizen';
import type { AppConfig } from '../config.ts';
import { baseLanguage, chosenLanguage } from '../i18n/i18n.ts';
import { waitingConnectLink } from './connect-link.ts';
import { deviceName } from './device-name.ts';
import { deleteDatabase, deviceKey, forgetDeviceKey, hasDeviceKey } from './device-key.ts';

/** Where the person stands with this device. */
export type SessionState =
  /** Looking whether somebody is signed in; `step` says what takes long. */
  | { phase: 'starting'; step: StartStep }
  /** `isStillListed`: the homeserver could not be told, so the person's other devices still show this one. */
  | { phase: 'signed-out'; isStillListed: boolean }
  | { phase: 'failed'; error: unknown }
  /** Another window of this browser has the mailbox open. `isSilent`: it was asked to let go of it, and did not. */
  | { phase: 'elsewhere'; isSilent: boolean }
  /** The homeserver has ended the session. `person`: what is on this device; null if it never had the keys. */
  | { phase: 'session-ended'; person: Person | null }
  /** Signed in on a new device: nothing can be read before the keys are recovered. */
  | { phase: 'needs-recovery'; person: Person }
  /** `recoverySecret` is there until the person has kept it; `isPostponed`: they want to be reminded instead of being asked. */
  | { phase: 'ready'; person: Person; recoverySecret: string | null; isPostponed: boolean };

type Sdk = typeof import('@posthorn/citizen');

/** What is being done while the app starts. */
export type StartStep = 'looking' | 'loading' | 'signing-in';

const storeName = 'posthorn';
const startPage = '/signed-in';
/** What a window says to the others when it wants to be the one that works: the arguments of `postMessage`. */
const handOver = ['hand-over'] as const;
/** Milliseconds that the other window has for it. */
const handOverPatience = 10_000;

/**
 * The person on this device, from before the sign-in to after the sign-out. The SDK with its cryptography is loaded only when somebody
 * is signed in or signs in.
 */
export class Session {
  readonly config: AppConfig;
  #state: SessionState = { phase: 'starting', step: 'looking' };
  #online: boolean = navigator.onLine;
  readonly #listeners = new Set<() => void>();
  readonly #changeListeners = new Set<(change: Change) => void>();
  readonly #leaving = new Set<() => Promise<void>>();
  readonly #otherWindows = new BroadcastChannel('posthorn-session');
  #stopListening: () => void = () => undefined;

  constructor(config: AppConfig) {
    this.config = config;
    this.#otherWindows.addEventListener('message', ({ data }) => {
      if (data === handOver[0]) void this.#handOver();
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether the homeserver answers at the moment. */
  get online(): boolean {
    return this.#online;
  }

  /** For `useSyncExternalStore`: called whenever `state` or `online` changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Called at every change that the SDK tells of, whoever is signed in. */
  readonly onChange = (listener: (change: Change) => void): (() => void) => {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  };

  /** Called before the session is closed, and waited for: what is being written is kept first. */
  readonly onLeave = (keep: () => Promise<void>): (() => void) => {
    this.#leaving.add(keep);
    return () => this.#leaving.delete(keep);
  };

  /** Goes on with the session of this device, or with the token that the homeserver sent along. */
  async start(): Promise<void> {
    const loginToken = takeLoginToken();
    if (loginToken === null && !(await hasDeviceKey())) {
      this.#set({ phase: 'signed-out', isStillListed: false });
      return;
    }
    await this.#open(loginToken);
  }

  /** Loads what is needed and sends the person to the eID; they come back to this app. */
  async signIn(): Promise<void> {
    this.#set({ phase: 'starting', step: 'loading' });
    try {
      const { signInUrl } = await loadSdk();
      globalThis.location.assign(
        signInUrl(this.config.homeserver, new URL(startPage, globalThis.location.origin).href),
      );
    } catch (error) {
      this.#set({ phase: 'failed', error });
    }
  }

  /** Opens the session anew, after an error or with another language. */
  async restart(): Promise<void> {
    await this.#close({ phase: 'starting', step: 'looking' });
    await this.start();
  }

  /** Asks the window that has the mailbox open to let go of it, and opens it here. */
  async takeOver(): Promise<void> {
    if (!(await hasDeviceKey())) {
      this.#set({ phase: 'signed-out', isStillListed: false });
      return;
    }
    this.#otherWindows.postMessage(...handOver);
    await this.#open(null, handOverPatience);
  }

  /** The person has the recovery secret. */
  async recoverySecretKept(): Promise<void> {
    if (this.#state.phase !== 'ready') return;
    await this.#state.person.recoverySecretKept();
    this.#set({ ...this.#state, recoverySecret: null });
  }

  /** Whether the recovery secret is asked about until the app starts anew: it stays on this device as long as it is not kept. */
  postponeRecovery(isPostponed: boolean): void {
    if (this.#state.phase === 'ready') this.#set({ ...this.#state, isPostponed });
  }

  /** Nothing is left to recover with: a new account in the place of the old one. @param authorise has the person confirm at a URL */
  async startOver(person: Person, authorise: (url: string) => Promise<void>): Promise<void> {
    const recoverySecret = await person.startOver({ authorise });
    this.#settle(person, recoverySecret);
  }

  /** Ends the session and removes everything of the person from this device. */
  async signOut(): Promise<void> {
    const outcome = await this.#person?.signOut();
    this.#stopListening();
    await this.#forgetDevice({ isStillListed: outcome?.endedAtServer === false });
  }

  /** Removes everything from this device when the session cannot be opened any more, and so cannot be ended either. */
  async removeBroken(): Promise<void> {
    await this.#forgetDevice({ isStillListed: true });
  }

  async #forgetDevice({ isStillListed }: { isStillListed: boolean }): Promise<void> {
    // All databases of this address are the mailbox's; without the key nothing of them opens.
    await forgetDeviceKey();
    for (const { name } of await indexedDB.databases()) await deleteDatabase(name ?? '');
    for (const name of await caches.keys()) if (name.startsWith('posthorn-data')) await caches.delete(name);
    sessionStorage.clear();
    this.#set({ phase: 'signed-out', isStillListed });
  }

  async #open(loginToken: string | null, patience?: number): Promise<void> {
    this.#set({ phase: 'starting', step: 'loading' });
    try {
      const sdk = await loadSdk();
      this.#set({ phase: 'starting', step: 'signing-in' });
      const options = patience === undefined ? {} : { patience };
      const store = await sdk.openBrowserStore(storeName, await deviceKey(), options);
      // What stays open could not be removed.
      await this.#enter(sdk, store, loginToken).catch((error: unknown) =>
        store.close().then(() => Promise.reject(error)),
      );
    } catch (error) {
      this.#fail(error, patience !== undefined);
    }
  }

  async #enter(sdk: Sdk, store: CitizenStore, loginToken: string | null): Promise<void> {
    if (loginToken === null && !(await sdk.hasSession(store))) {
      await store.destroy();
      await this.#forgetDevice({ isStillListed: false });
      return;
    }
    const { homeserver, directory } = this.config;
    const language = baseLanguage(chosenLanguage());
    const options = { homeserver, directory, store, language, deviceName: deviceName() };
    const token = loginToken === null ? {} : { loginToken };
    const { person, recoverySecret } = await sdk.signIn({ ...options, ...token });
    this.#stopListening = person.onChange((change) => this.#changed(person, change));
    this.#settle(person, recoverySecret);
  }

  #fail(error: unknown, hasAsked: boolean): void {
    const { code } = (error ?? {}) as { code?: unknown };
    if (code === 'store-in-use') this.#set({ phase: 'elsewhere', isSilent: hasAsked });
    else if (code === 'session-ended') this.#set({ phase: 'session-ended', person: null });
    else this.#set({ phase: 'failed', error });
  }

  #changed(person: Person, change: Change): void {
    if (change.kind === 'connection') this.#online = change.online;
    if (change.kind === 'state') this.#settle(person, this.#pendingSecret);
    else this.#tell();
    for (const listener of this.#changeListeners) listener(change);
  }

  #settle(person: Person, recoverySecret: string | null): void {
    if (person.state === 'needs-recovery') this.#set({ phase: 'needs-recovery', person });
    else if (person.state === 'signed-out') this.#set({ phase: 'session-ended', person });
    else {
      const isPostponed = this.#state.phase === 'ready' && this.#state.isPostponed;
      this.#set({ phase: 'ready', person, recoverySecret, isPostponed });
    }
  }

  get #pendingSecret(): string | null {
    return this.#state.phase === 'ready' ? this.#state.recoverySecret : null;
  }

  get #person(): Person | null {
    return 'person' in this.#state ? this.#state.person : null;
  }

  /** What is being written is kept, the pages go, and then the device is closed. @param next what is shown instead */
  async #close(next: SessionState): Promise<void> {
    const person = this.#person;
    await Promise.allSettled([...this.#leaving].map((keep) => keep()));
    this.#stopListening();
    this.#set(next);
    await person?.close();
  }

  async #handOver(): Promise<void> {
    if (this.#person !== null) await this.#close({ phase: 'elsewhere', isSilent: false });
  }

  #set(state: SessionState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function loadSdk(): Promise<Sdk> {
  return import('@posthorn/citizen');
}

/** The token is good for one use; it must not stay in the address bar. */
function takeLoginToken(): string | null {
  const { pathname, search } = globalThis.location;
  if (pathname !== startPage) return null;
  const token = new URLSearchParams(search).get('loginToken');
  history.replaceState(null, '', waitingConnectLink() === null ? '/' : '/connect');
  return token;
}
