import { jwsType, PosthornError, type PublicKey } from '@posthorn/protocol';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { OperatorContext } from '../context.ts';
import type { DatabaseTransaction } from '../database/schema.ts';

/** What a message says about itself before anything is verified. Good for finding the handler and the key, never for authority. */
export interface Claims {
  typ: string;
  iss: string;
}

/** What every message carries to be taken only once. */
export interface Envelope {
  /** Seconds since 1970. */
  exp: number;
  jti: string;
}

/** A message whose signature and form are proven. */
export interface VerifiedMessage {
  jws: string;
  payload: Envelope;
  /** The key that signed it. */
  key: PublicKey;
}

/** What the operator answers to a message: JSON, or a signed message of its own. */
export interface MessageReply {
  /** Default: 200. */
  status?: 200 | 201;
  body: Record<string, unknown> | string;
}

/** One type of message to the directory: each step of its way is one function. */
export interface MessageHandler<M extends VerifiedMessage> {
  /** Finds whose key may sign this message, and verifies it: signature, schema, aud, iat and exp. */
  verify(jws: string, claims: Claims, context: OperatorContext): Promise<M>;
  /** Whether the signer may do this now, by the operator's own records. Throws if not. */
  authorise(message: M, transaction: DatabaseTransaction, context: OperatorContext): Promise<void>;
  /** Does it, in the same transaction. */
  apply(message: M, transaction: DatabaseTransaction): Promise<Record<string, unknown>>;
}

/** Reads the header and the issuer of a directory message without believing them; null if it is none. */
export function readClaims(jws: string): Claims | null {
  try {
    const { typ } = decodeProtectedHeader(jws);
    if (typeof typ !== 'string') return null;
    const { iss } = decodeJwt(jws);
    if (typeof iss === 'string') return { typ, iss };
  } catch {
    // Not a JWS: answered like one without an issuer.
  }
  throw new PosthornError('block-malformed', 'The body is not a signed message with a type and an issuer.', {
    mend: `Send a compact JWS with a type and iss; directory messages have a typ such as ${jwsType('agency')}.`,
  });
}
