import { randomBytes, randomUUID } from 'node:crypto';
import { PosthornError, signWire } from '@posthorn/protocol';
import { toString } from 'qrcode';
import type { Context } from '../context.ts';
import type { PermissionWish } from '../data/wishes.ts';
import { readLogin, writeLogin } from '../store/logins.ts';

/** How a sign-in stands. */
export type LoginState =
  | { state: 'waiting'; expiresAt: Date }
  /** `accessToken`: an ACCESS_TOKEN (JWT) for the agency's own page, valid for an hour. */
  | { state: 'signed-in'; connectionId: string; accessToken: string }
  | { state: 'expired' };

/** A sign-in that waits for a device. */
export interface Login {
  /** Secret: belongs into the page's session cookie, never into an address. */
  id: string;
  /** `egendata://account/<JWT>`: for a link that opens the app of this very device. */
  url: string;
  /** The same as a QR code: SVG, black on white, without a size of its own. */
  svg: string;
  expiresAt: Date;
}

/** Sign-ins at the agency's own web pages, by QR code or link. */
export interface Logins {
  /**
   * Begins a sign-in. Somebody who is new here is asked for the permissions of the configuration, or for these.
   *
   * @throws PosthornError `address-needed`
   */
  begin(options?: { permissions?: PermissionWish[] }): Promise<Login>;
  state(id: string): Promise<LoginState>;
  /** The same code and link again, for a page that is loaded again; null when it does not wait any more. */
  shown(id: string): Promise<Login | null>;
  /** Called with the id of each sign-in that ends well, once it is on disk. Returns how to stop it. */
  onSignIn(id: string, listener: (connectionId: string) => void): () => void;
}

/** How long a code may be scanned, in ms. */
const patience = 5 * 60_000;

/** How long a sign-in counts, in ms: as long as an access token. */
export const sessionLength = 3_600_000;

export function openLogins(context: Context): Logins {
  const { db, clientId, signingKey, watchers } = context;

  return {
    async begin({ permissions } = {}) {
      const eventsURI = eventsAddress(context);
      const id = randomBytes(32).toString('base64url');
      const sid = randomUUID();
      const now = Date.now();
      const jwt = await signWire(
        'AUTHENTICATION_REQUEST',
        { iss: clientId, aud: 'egendata://account', sid, eventsURI },
        signingKey,
        { kid: signingKey.kid },
        new Date(now),
      );
      const session = { id, sid, wishes: permissions ?? null, url: `egendata://account/${jwt}`, connectionId: null };
      const expiresAt = now + patience;
      db.transaction(() => writeLogin(db, { ...session, expiresAt }, now));
      return toLogin(id, session.url, expiresAt);
    },

    async state(id) {
      const login = readLogin(db, id);
      if (!login || login.expiresAt <= Date.now()) return { state: 'expired' };
      const { connectionId, expiresAt } = login;
      if (connectionId === null) return { state: 'waiting', expiresAt: new Date(expiresAt) };
      const token = { iss: clientId, aud: clientId, sub: connectionId };
      const accessToken = await signWire('ACCESS_TOKEN', token, signingKey, { kid: signingKey.kid });
      return { state: 'signed-in', connectionId, accessToken };
    },

    async shown(id) {
      const login = readLogin(db, id);
      if (!login || login.connectionId !== null || login.expiresAt <= Date.now()) return null;
      return toLogin(id, login.url, login.expiresAt);
    },

    onSignIn(id, listener) {
      const sid = readLogin(db, id)?.sid;
      return watchers.onSignIn((signedIn, connectionId) => {
        if (signedIn === sid) listener(connectionId);
      });
    },
  };
}

async function toLogin(id: string, url: string, expiresAt: number): Promise<Login> {
  // The lowest error correction gives the largest squares; a screen has no scratches.
  const svg = await toString(url, { type: 'svg', errorCorrectionLevel: 'L', margin: 4 });
  return { id, url, svg, expiresAt: new Date(expiresAt) };
}

function eventsAddress(context: Context): string {
  const { eventsURI } = context.addresses() ?? {};
  if (eventsURI !== undefined) return eventsURI;
  throw new PosthornError('address-needed', 'The agency has no web address at which a device could reach it.', {
    mend: 'Give web: { url: …, port: … } in the configuration, and start the agency.',
  });
}
