import { CompactSign, compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type CryptoKey } from 'jose';
import { PosthornError } from '../errors.ts';
import { findLimitProblem, protocolLimits } from '../limits.ts';
import { isValid, schemaProblems } from '../validate.ts';
import { importingOnce } from './imported-keys.ts';
import type { WireMessages, WireType } from './messages.ts';
import { wireMessages } from './messages.ts';
import { parseWireKey, toPublicWireKey } from './signing-keys.ts';
import type { WireKey, WirePrivateKey } from './wire-keys.ts';

/** What signs a message: PS256 for RSA keys, ES256 for P-256 keys (RFC 7518, section 3). */
export type WireAlgorithm = 'PS256' | 'PS384' | 'PS512' | 'RS256' | 'RS384' | 'RS512' | 'ES256';

/** Header of a message. Old peers know no other members. */
export type WireHeader = { alg: WireAlgorithm; kid?: string; jwk?: WireKey };

/** A message that was looked at and not yet believed: good for finding the key, never for authority. */
export type UnverifiedMessage = {
  header: WireHeader;
  type: WireType;
  iss: string;
  aud: string;
  sub: string | null;
  jws: string;
};

/** A message whose signature and form are proven. */
export type VerifiedWireMessage<T extends WireType> = {
  header: WireHeader;
  payload: WireMessages[T];
  /** The key that signed it. */
  key: WireKey;
  jws: string;
};

/** What a receiver expects of a message besides its signature. */
export type WireExpectation = {
  /** Names under which the receiver is addressed. */
  audience: readonly string[];
  now?: Date;
  /** The longest time between `iat` and `exp`, in seconds. Default: one hour. */
  longestLife?: number;
};

/** Seconds for which a message is taken after it was signed. */
export const wireLifetime = 3600;

/** Seconds by which two clocks may differ. */
const leeway = 60;

const rsaAlgorithms: readonly string[] = ['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];

type Unsigned<T extends WireType> = Omit<WireMessages[T], 'type' | 'iat' | 'exp' | 'jti' | 'nbf'>;

/**
 * Signs a message. A P-256 key makes an own peer's message (with `jti`), an RSA key one that old peers take: nothing in it that their
 * strict parser does not know.
 *
 * @param header what names the key: `{jwk: true}` for devices, `{kid}` for services and the operator
 * @throws PosthornError `block-malformed`
 */
export async function signWire<T extends WireType>(
  type: T,
  content: Unsigned<T>,
  key: WirePrivateKey,
  header: { kid: string } | { jwk: true },
  now: Date = new Date(),
): Promise<string> {
  const iat = Math.floor(now.getTime() / 1000);
  const unique = key.kty === 'EC' ? { jti: crypto.randomUUID() } : {};
  const payload: unknown = { ...content, type, iat, exp: iat + wireLifetime, ...unique };
  assertWire(type, payload);
  const alg = key.kty === 'EC' ? 'ES256' : 'PS256';
  const named = 'kid' in header ? { kid: header.kid } : { jwk: toPublicWireKey(key) };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg, ...named })
    .sign(await importWireKey(key, alg));
}

/**
 * Reads who claims to have sent what, without believing it.
 *
 * @throws PosthornError `block-malformed`, `message-type-unknown`, `signature-invalid` for a header that nobody may use
 */
export function readWire(jws: string): UnverifiedMessage {
  let header: Record<string, unknown>;
  let claims: Record<string, unknown>;
  try {
    header = { ...decodeProtectedHeader(jws) };
    claims = { ...decodeJwt(jws) };
  } catch (cause) {
    throw new PosthornError('block-malformed', 'The body is not a signed message.', {
      mend: 'Send one JWS in compact serialization.',
      cause,
    });
  }
  const { type, iss, aud, sub } = claims;
  if (typeof type !== 'string') {
    throw new PosthornError('block-malformed', 'The message does not say what it is.', { mend: 'Give type.' });
  }
  if (!Object.hasOwn(wireMessages, type)) {
    throw new PosthornError('message-type-unknown', 'There is no message of this type.', {
      mend: 'Look up the types in docs/protocol/.',
    });
  }
  if (!isName(iss) || !isName(aud)) {
    throw new PosthornError('block-malformed', 'The message does not name one issuer and one audience.', {
      mend: 'Give iss and aud, each as one text.',
    });
  }
  const known = { header: parseHeader(header), type: type as WireType, iss, aud, jws };
  return { ...known, sub: typeof sub === 'string' ? sub : null };
}

/** What names a party: short and printable ASCII, as in the schema of every message. Whoever looks it up or writes it down can do so before that. */
function isName(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,255}$/.test(value);
}

/**
 * Verifies a message with the key that may sign it by the receiver's own records: signature, form, audience and time.
 *
 * @throws PosthornError `signature-invalid`, `key-invalid`, `block-malformed`, `block-too-large`, `block-too-deep`, `message-misaddressed`,
 * `message-expired`
 */
export async function verifyWire<T extends WireType>(
  type: T,
  message: UnverifiedMessage,
  key: WireKey,
  expected: WireExpectation,
): Promise<VerifiedWireMessage<T>> {
  const { header, jws } = message;
  const { alg } = header;
  if ((alg === 'ES256') !== (key.kty === 'EC'))
    throw invalid('The message is signed in another way than its key allows.');
  let bytes: Uint8Array;
  try {
    ({ payload: bytes } = await compactVerify(jws, await importWireKey(key, alg), { algorithms: [alg] }));
  } catch (cause) {
    throw invalid('The signature is wrong.', cause);
  }
  const payload = parsePayload(type, bytes);
  assertMeant(payload, expected);
  return { header, payload, key, jws };
}

/**
 * Verifies a device's message by the key that it brings along. It proves that the holder of this key said it, not who that is: the
 * caller compares the key with the one in its records.
 *
 * @throws PosthornError as {@link verifyWire}
 */
export async function verifyWireEmbedded<T extends WireType>(
  type: T,
  message: UnverifiedMessage,
  expected: WireExpectation,
): Promise<VerifiedWireMessage<T>> {
  const { jwk } = message.header;
  if (jwk === undefined) throw invalid('The message does not bring along its key.');
  return verifyWire(type, message, await parseWireKey(jwk), expected);
}

/** The key as jose uses it. */
const importWireKey = importingOnce(async (key: WireKey, alg: string): Promise<CryptoKey | Uint8Array> => {
  try {
    return await importJWK({ ...key, alg }, alg);
  } catch (cause) {
    throw new PosthornError('key-invalid', 'The key cannot be used.', {
      mend: 'Use an RSA key of at least 2048 bits, or a P-256 key.',
      cause,
    });
  }
});

function parseHeader(header: Record<string, unknown>): WireHeader {
  const { alg, kid, jwk, ...others } = header;
  // Nor is anything else that a peer signs, such as a statement in a document, ever taken for a message.
  if (Object.keys(others).length > 0) throw invalid('The header has members that no message has.');
  if (typeof alg !== 'string' || (alg !== 'ES256' && !rsaAlgorithms.includes(alg))) {
    throw invalid('The message is not signed with a public key.');
  }
  if (kid !== undefined && typeof kid !== 'string') throw invalid('The key id is no text.');
  if (jwk !== undefined && (typeof jwk !== 'object' || jwk === null)) throw invalid('The key is no JWK.');
  return {
    alg: alg as WireAlgorithm,
    ...(kid !== undefined && { kid }),
    ...(jwk !== undefined && { jwk: jwk as WireKey }),
  };
}

/** U+0000 in JSON: the escape, not preceded by a backslash that escapes its own. */
const nullCharacter = /(^|[^\\])(\\\\)*\\u0000/;

function parsePayload<T extends WireType>(type: T, bytes: Uint8Array): WireMessages[T] {
  let payload: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    payload = JSON.parse(text);
  } catch (cause) {
    throw new PosthornError('block-malformed', 'The message is not JSON.', { mend: 'Sign a JSON object.', cause });
  }
  if (text.includes('\\u0000') && nullCharacter.test(text)) {
    throw new PosthornError('block-malformed', 'A text in the message holds a null character.', {
      mend: 'Leave it out.',
    });
  }
  assertWire(type, payload);
  return payload;
}

/** Texts in a message may be as long as the message: ciphertext and nested messages are one text each. */
const wireLimits = { ...protocolLimits, text: 1024 * 1024, size: 2 * 1024 * 1024 };

function assertWire<T extends WireType>(type: T, payload: unknown): asserts payload is WireMessages[T] {
  const limit = findLimitProblem(payload, wireLimits);
  if (limit !== null) throw new PosthornError(limit.code, limit.problem, { mend: 'Send less at once.' });
  const { schema } = wireMessages[type];
  if (isValid(schema, payload)) return;
  throw new PosthornError('block-malformed', `The message is no ${type}.`, {
    mend: 'Follow docs/protocol/.',
    details: { problems: schemaProblems(schema, payload).slice(0, 5) },
  });
}

function assertMeant(
  { aud, iat, exp, nbf }: { aud: string; iat: number; exp: number; nbf?: number },
  { audience, now = new Date(), longestLife = wireLifetime }: WireExpectation,
): void {
  if (!audience.includes(aud)) {
    throw new PosthornError('message-misaddressed', 'The message is meant for somebody else.', {
      mend: `Give ${audience[0] ?? 'the receiver'} as aud, and sign the message again.`,
    });
  }
  const seconds = now.getTime() / 1000;
  const isEarly = iat > seconds + leeway || (nbf ?? 0) > seconds + leeway;
  if (isEarly || exp <= seconds - leeway || exp > iat + longestLife + leeway) {
    throw new PosthornError('message-expired', 'The message is expired, dated in the future, or valid for too long.', {
      mend: 'Set the clock, and sign the message again.',
    });
  }
}

function invalid(problem: string, cause?: unknown): PosthornError {
  return new PosthornError('signature-invalid', problem, {
    mend: 'Sign the message again, with the registered key.',
    cause,
  });
}
