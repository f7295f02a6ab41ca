import Type, { type TInteger, type TOptional, type TString } from 'typebox';
import { seconds, wireId } from './values.ts';

/** What every message carries (RFC 7519). */
export type Claims = {
  /** Who says it: clientId, account URI, or the operator's base URL. */
  iss: string;
  /** To whom: never taken by anybody else. */
  aud: string;
  /** When it was signed, seconds since 1970. */
  iat: number;
  /** From when on it is not taken any more, seconds since 1970. */
  exp: number;
  /** Not before, seconds since 1970. */
  nbf?: number;
  /** Makes the message unique. Own peers always send it, old ones never. */
  jti?: string;
};

const uri = Type.String({ pattern: '^[a-z][a-z0-9+.-]*:[!-~]+$', maxLength: 255 });

export const claims: {
  iss: TString;
  aud: TString;
  iat: TInteger;
  exp: TInteger;
  nbf: TOptional<TInteger>;
  jti: TOptional<TString>;
} = { iss: uri, aud: uri, iat: seconds, exp: seconds, nbf: Type.Optional(seconds), jti: Type.Optional(wireId) };
