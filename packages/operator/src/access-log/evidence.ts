import { createHash } from 'node:crypto';
import type { UnverifiedMessage } from '@posthorn/protocol';

/** What is kept of a signed request. */
export interface Evidence {
  /** SHA-256 of the signing input, lower-case hex. */
  evidence: string;
  jws: string;
}

/** Requests above this many characters are kept without what they carry. */
const longest = 64 * 1024;

/** Messages that carry documents or credentials: they are not kept in the log. */
const bearers: ReadonlySet<string> = new Set([
  'DATA_WRITE',
  'DOCUMENT_WRITE',
  'RECIPIENTS_WRITE',
  'ACCOUNT_REGISTRATION',
  'ACCOUNT_MOVE',
]);

/** What the access log keeps of a signed request: all of it, or its digest and signature. */
export function evidenceOf({ jws, type }: Pick<UnverifiedMessage, 'jws' | 'type'>): Evidence {
  const end = jws.lastIndexOf('.');
  const evidence = createHash('sha256').update(jws.slice(0, end)).digest('hex');
  return { evidence, jws: bearers.has(type) || jws.length > longest ? `.${jws.slice(end)}` : jws };
}

/**
 * What makes a message one message, lower-case hex. An ES256 signature has a twin that verifies, too, so that only what is signed
 * counts (own peers put a `jti` into it); an old peer may say the same twice in a second, with two RSA signatures, which have no twins.
 */
export function messageDigest({ jws, header }: Pick<UnverifiedMessage, 'jws' | 'header'>): string {
  const end = jws.lastIndexOf('.');
  const hash = createHash('sha256').update(jws.slice(0, end));
  if (header.alg !== 'ES256') hash.update('.').update(Buffer.from(jws.slice(end + 1), 'base64url'));
  return hash.digest('hex');
}
