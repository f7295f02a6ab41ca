import { createHash, randomBytes } from 'node:crypto';
import type { EidClient } from '../src/provider.ts';
import { CookieClient } from './cookie-client.ts';

/** What the eID told a client about who signed in. */
export interface SignedIn {
  readonly idToken: Record<string, unknown>;
  readonly userInfo: Record<string, unknown>;
}

/** A program that lets people sign in by the eID. */
export class RelyingParty {
  readonly clientId: string;
  readonly clientSecret: string = randomBytes(16).toString('hex');
  readonly redirectUri: string;
  readonly #verifier = randomBytes(32).toString('base64url');

  constructor(clientId: string) {
    this.clientId = clientId;
    this.redirectUri = `https://${clientId}.example/callback`;
  }

  get client(): EidClient {
    return {
      clientId: this.clientId,
      name: this.clientId,
      clientSecret: this.clientSecret,
      redirectUris: [this.redirectUri],
    };
  }

  authorizationUrl(eidUrl: string, wishes: Record<string, string> = {}): string {
    const challenge = createHash('sha256').update(this.#verifier).digest('base64url');
    const url = new URL('/auth', eidUrl);
    url.search = new URLSearchParams({
      client_id: this.clientId,
      redirect_uri: this.redirectUri,
      response_type: 'code',
      scope: 'openid',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...wishes,
    }).toString();
    return url.href;
  }

  /** Signs in: opens the login page, chooses, and redeems the code. */
  async signIn(eidUrl: string, answer: Record<string, string>, wishes: Record<string, string> = {}): Promise<SignedIn> {
    const browser = new CookieClient();
    const page = await browser.follow(this.authorizationUrl(eidUrl, wishes), this.redirectUri);
    const back = await browser.follow(page.url, this.redirectUri, { action: 'sign-in', ...answer });
    return this.redeem(eidUrl, new URL(back.url).searchParams.get('code') ?? '');
  }

  /** Exchanges a code for what the eID tells; rejects with the OAuth error code. */
  async redeem(eidUrl: string, code: string): Promise<SignedIn> {
    const answer = await fetch(new URL('/token', eidUrl), {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${this.clientId}:${this.clientSecret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: this.redirectUri,
        code_verifier: this.#verifier,
      }),
    });
    const tokens = (await answer.json()) as { id_token: string; access_token: string; error?: string };
    if (tokens.error) throw new Error(tokens.error);
    const payload = tokens.id_token.split('.')[1] ?? '';
    const userInfo = await fetch(new URL('/me', eidUrl), {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    return {
      idToken: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>,
      userInfo: (await userInfo.json()) as Record<string, unknown>,
    };
  }
}
