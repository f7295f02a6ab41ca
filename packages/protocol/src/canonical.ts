import canonicalize from 'canonicalize';
import { PosthornError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * The canonical JSON text of a value (RFC 8785): equal values give equal text, whatever the order of their members.
 *
 * @throws PosthornError `json-not-canonical` for lone surrogates, numbers that are not finite, and what is no JSON.
 */
export function canonicalJson(value: Json): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw notCanonical(cause);
  }
  if (text === undefined) throw notCanonical(undefined);
  return text;
}

/** The SHA-256 of bytes, or of a text in UTF-8, as 64 lower-case hexadecimal digits. */
export async function sha256(data: Uint8Array | string): Promise<string> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The SHA-256 over the canonical JSON of an application's answers, as it stands in its receipt.
 *
 * @throws PosthornError `json-not-canonical`
 */
export async function answersSha256(answers: JsonObject): Promise<string> {
  return sha256(canonicalJson(answers));
}

function notCanonical(cause: unknown): PosthornError {
  return new PosthornError('json-not-canonical', 'The value has no canonical JSON form.', {
    mend: 'Pass JSON only: finite numbers, well-formed Unicode text, no undefined.',
    cause,
  });
}
