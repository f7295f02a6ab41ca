import { hkdfSync } from 'node:crypto';
import { PosthornError, type Language } from '@posthorn/protocol';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';

/** Longest e-mail address, in characters (RFC 5321, section 4.5.3.1.3, without the angle brackets). */
export const longestAddress = 254;

/** Who is to be told by e-mail, and in which language. */
export interface Recipient {
  address: string;
  language: Language;
}

/** What a challenge holds besides. */
export interface Challenge extends Recipient {
  id: string;
  /** Six digits that went to the address. */
  code: string;
}

const language = Type.Union([Type.Literal('de'), Type.Literal('en')]);
const tokenClaims = Type.Object({ a: Type.String(), l: language });
const challengeClaims = Type.Object({ a: Type.String(), l: language, c: Type.String(), jti: Type.String() });

/** Seals what the gateway does not keep: whoever carries it around cannot read it, nor make one. */
export interface Seals {
  /** A token that stands for an address: at most 512 characters (a Matrix pushkey), and as long for a short address as for a long one. */
  sealRecipient(recipient: Recipient): Promise<string>;
  /** Gives null for a token that this gateway has not made. */
  openRecipient(token: string): Promise<Recipient | null>;
  /** Good for 30 minutes. */
  sealChallenge(challenge: Challenge): Promise<string>;
  /** @throws PosthornError `challenge-invalid` */
  openChallenge(sealed: string): Promise<Challenge>;
}

/** How long a challenge is good for, in milliseconds. */
export const challengeLifetime: number = 30 * 60 * 1000;

/**
 * Opens the seals: JWE with a direct key and AES-256-GCM (RFC 7516), a key of its own for each kind, so that a challenge is no token.
 *
 * @param sealing 32 bytes, base64url
 * @param now milliseconds since 1970
 */
export function openSeals(sealing: string, now: () => number): Seals {
  const tokenKey = derive(sealing, 'posthorn push: token');
  const challengeKey = derive(sealing, 'posthorn push: challenge');
  return {
    sealRecipient: ({ address, language: l }) =>
      seal({ a: address, l, p: ' '.repeat(longestAddress - address.length) }, tokenKey),
    async openRecipient(token) {
      const claims = await jwtDecrypt(token, tokenKey, strictly).then(
        ({ payload }) => payload,
        () => null,
      );
      return Check(tokenClaims, claims) ? recipientOf(claims) : null;
    },
    async sealChallenge({ address, language: l, id, code }) {
      const exp = Math.floor((now() + challengeLifetime) / 1000);
      return seal({ a: address, l, c: code, jti: id, exp }, challengeKey);
    },
    async openChallenge(sealed) {
      const options = { ...strictly, currentDate: new Date(now()), requiredClaims: ['exp'] };
      const { payload } = await jwtDecrypt(sealed, challengeKey, options).catch((error: unknown) => {
        throw challengeInvalid(error instanceof errors.JWTExpired);
      });
      if (!Check(challengeClaims, payload)) throw challengeInvalid(false);
      return { ...recipientOf(payload), id: payload.jti, code: payload.c };
    },
  };
}

const strictly = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };

async function seal(claims: Record<string, unknown>, key: Uint8Array): Promise<string> {
  return new EncryptJWT(claims).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key);
}

function derive(sealing: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', Buffer.from(sealing, 'base64url'), '', purpose, 32));
}

function recipientOf(claims: Static<typeof tokenClaims>): Recipient {
  return { address: claims.a, language: claims.l };
}

function challengeInvalid(isOld: boolean): PosthornError {
  const message = isOld ? 'The code is older than 30 minutes.' : 'The challenge was not made by this gateway.';
  return new PosthornError('challenge-invalid', message, { mend: 'Ask for a new code.' });
}
