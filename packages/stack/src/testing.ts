import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { Homeserver, type MatrixSession } from './homeserver.ts';

export { confirmAtEid } from './sign-in.ts';
export { searchPlaces, type Place, type SearchedPlace, type SearchResult, type Sighting } from './canary/search.ts';
export { forgeThroughBackup, type Forgery } from './rogue-homeserver.ts';
export { copyTemplate } from './template.ts';
export { freshDatabase, startTestDirectory, type TestDirectory } from './test-directory.ts';

/** The homeserver that all test files share. */
export function sharedHomeserver(): Homeserver {
  return new Homeserver({ url: inject('homeserverUrl'), registrationSecret: inject('registrationSecret') });
}

/** Id of a person at the shared eID whom nobody has seen before. */
export function freshPersonId(): string {
  return `test-${randomBytes(8).toString('hex')}`;
}

/** A new device of a new person, signed in by the eID. */
export async function freshPerson(): Promise<MatrixSession & { personId: string }> {
  const personId = freshPersonId();
  return { personId, ...(await sharedHomeserver().signInAtEid(personId)) };
}

/** A new device of a new agency's account, signed in by its password. */
export async function freshAgency(): Promise<MatrixSession & { localpart: string; password: string }> {
  const homeserver = sharedHomeserver();
  const [localpart, password] = [`agency-${randomBytes(6).toString('hex')}`, randomBytes(24).toString('base64url')];
  await homeserver.register(localpart, password);
  return { localpart, password, ...(await homeserver.signInWithPassword(localpart, password)) };
}
