/** What only Node has: a store in a folder, and signing in with a browser beside the program. */
import { hasEnded } from './ended-session.ts';
import { catchLoginToken } from './login-token.ts';
import { hasSession, signIn as signInWithToken, type SignedIn, type SignInOptions } from './sign-in.ts';

export { catchLoginToken } from './login-token.ts';
export { memoryStore } from './memory-store.ts';
export { openStore } from './node-store.ts';

/** As in the main entry, and `open` for the first time: shows or opens the address where the person signs in. */
export interface NodeSignInOptions extends SignInOptions {
  open?: (url: string) => void | Promise<void>;
}

/** Signs in a person or company from a program. Asks with `open` only when the store holds no session, or one that has ended. */
export async function signIn({ open, ...options }: NodeSignInOptions): Promise<SignedIn> {
  const { store } = options;
  const isSignedIn = (await hasSession(store)) && !(await hasEnded(store));
  if (!open || options.loginToken || isSignedIn) return signInWithToken(options);
  return signInWithToken({ ...options, loginToken: await catchLoginToken(options.homeserver, open) });
}
