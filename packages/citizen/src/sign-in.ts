import { openChannel, signInWithToken, signOut, ssoUrl, type Session } from '@posthorn/channel';
import { openDirectory } from '@posthorn/channel/directory';
import { PosthornError, type Language } from '@posthorn/protocol';
import { Device } from './device.ts';
import { endedMark, hasEnded } from './ended-session.ts';
import { Person } from './person.ts';
import { jsonToBytes, namingFailures, readJson, writeJson, type CitizenStore } from './store.ts';
import { vaultEntry } from './vault.ts';

const SESSION = 'session';

/** What signing in needs. */
export interface SignInOptions {
  /** Base URL of the person's homeserver. */
  homeserver: string;
  /** Base URL of the directory. */
  directory: string;
  /** Where this device keeps its copy; a session in it is used again. */
  store: CitizenStore;
  /** The token that the homeserver put into the redirect of `signInUrl`. Used only if the store holds no session, or one that has ended. */
  loginToken?: string;
  /** Of all texts and messages. Default: German. */
  language?: Language;
  /** How this device is named in the list of devices; the homeserver reads it, so nothing personal. */
  deviceName?: string;
}

/** What signing in gives. */
export interface SignedIn {
  person: Person;
  /**
   * Only on the device of the account's very first sign-in, at every start until `person.recoverySecretKept()` is called.
   * Whoever has it can open the vault: give it to the person to keep (print it, seal it with a passkey), then say that
   * it is kept.
   */
  recoverySecret: string | null;
}

/** Where to send the person to sign in with the eID; comes back to `redirect` with `?loginToken=…`. */
export function signInUrl(homeserver: string, redirect: string): string {
  return ssoUrl(homeserver, redirect);
}

/**
 * Signs a person in on this device, or goes on with the session in the store. At the account's first sign-in keys,
 * backup and vault are made; on a further device the person is in the state 'needs-recovery'.
 *
 * With a session in the store that has ended and no token, the person is in the state 'signed-out'. With a token the same person goes on
 * here on a new device, which has the keys and what was not sent.
 *
 * When it throws, the store is closed.
 *
 * @throws PosthornError `sign-in-needed` without session and token, `session-ended` if that device never had the keys,
 *   `store-of-another`, `homeserver-unreachable`
 * @example
 * const { person, recoverySecret } = await signIn({ homeserver, directory, store, loginToken });
 */
export async function signIn(options: SignInOptions): Promise<SignedIn> {
  const { language = 'de' } = options;
  const store = namingFailures(options.store);
  try {
    const session = await sessionFor({ ...options, store });
    const channel = await openChannel({ session, store: store.channel });
    const directory = openDirectory(options.directory);
    const { device, recoverySecret } = await Device.start({ channel, store, directory, language });
    return { person: new Person(device), recoverySecret };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** True if the store holds a session, so that `signIn` needs no token. */
export async function hasSession(store: CitizenStore): Promise<boolean> {
  return (await readJson<Session>(store, SESSION)) !== null;
}

async function sessionFor(options: SignInOptions): Promise<Session> {
  const { store, homeserver, loginToken, deviceName = 'Posthorn' } = options;
  const stored = await readJson<Session>(store, SESSION);
  const isOver = stored !== null && (await hasEnded(store));
  if (stored && !(isOver && loginToken)) return { ...stored, homeserver };
  if (!loginToken) {
    throw new PosthornError('sign-in-needed', 'There is no session on this device.', {
      mend: 'Send the person to `signInUrl(…)` and pass the `loginToken` that comes back.',
    });
  }
  const session = await signInWithToken(homeserver, loginToken, deviceName);
  if (stored) await succeed(store, stored, session);
  else await writeJson(store, SESSION, { ...session });
  return session;
}

/** Puts a new device in the place of one whose session has ended. What the person has done here stays; keys of the old device go. */
async function succeed(store: CitizenStore, before: Session, session: Session): Promise<void> {
  if (session.userId !== before.userId) {
    await signOut(session).catch(() => null);
    throw new PosthornError('store-of-another', 'This device keeps what belongs to another person.', {
      mend: 'Sign in as the person who was signed in here, or remove everything from this device first.',
    });
  }
  await store.channel.forgetDevice();
  await store.write(
    new Map([
      [SESSION, jsonToBytes({ ...session })],
      [vaultEntry, null],
      [endedMark, null],
    ]),
  );
}
