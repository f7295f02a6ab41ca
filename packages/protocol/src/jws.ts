import {
  base64url,
  CompactSign,
  compactVerify,
  decodeProtectedHeader,
  importJWK,
  type CryptoKey,
  type ProtectedHeaderParameters,
} from 'jose';
import { PosthornError } from './errors.ts';
import { parsePublicKey, toPublicKey } from './keys.ts';
import { findLimitProblem, protocolLimits } from './limits.ts';
import { payloadSchemas, type PayloadType, type Payloads } from './payloads.ts';
import type { PrivateKey, PublicKey } from './schemas/public-key.ts';
import { isValid, schemaProblems } from './validate.ts';

/** The `typ` header of a signed payload: keeps one kind from being taken for another. */
export function jwsType(type: PayloadType): string {
  return `posthorn-${type}+jwt`;
}

/**
 * Signs a payload: JWS in compact serialization (RFC 7515) with ES256 and the header `{alg, kid, typ}`.
 *
 * @param options.embedKey puts the public key into the header (`jwk`), for receivers that meet it for the first time
 * @throws PosthornError `block-malformed`, `block-too-large`, `block-too-deep` when receivers would refuse the payload
 */
export async function sign<T extends PayloadType>(
  type: T,
  payload: Payloads[T],
  privateKey: PrivateKey,
  options: { embedKey?: boolean } = {},
): Promise<string> {
  assertPayload(type, payload);
  const header = { alg: 'ES256', kid: privateKey.kid, typ: jwsType(type) };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader(options.embedKey === true ? { ...header, jwk: toPublicKey(privateKey) } : header)
    .sign(await importKey(privateKey));
}

/**
 * Verifies a JWS of a known signer: algorithm, type, key, signature and the payload's schema.
 *
 * @throws PosthornError `signature-invalid`, or `block-malformed`, `block-too-large`, `block-too-deep` for the payload
 */
export async function verify<T extends PayloadType>(type: T, jws: string, publicKey: PublicKey): Promise<Payloads[T]> {
  const header = parseHeader(type, jws);
  if (header.kid !== publicKey.kid) throw invalid('The message is signed with another key.');
  return verifyWith(type, jws, publicKey);
}

/**
 * Verifies a JWS by the key that it brings along. It proves that the holder of this key said it, not who that is: the caller compares the
 * key with the one it has pinned, or pins it.
 *
 * @throws PosthornError `signature-invalid`, `key-invalid`, or `block-malformed`, `block-too-large`, `block-too-deep` for the payload
 */
export async function verifyEmbedded<T extends PayloadType>(
  type: T,
  jws: string,
): Promise<{ key: PublicKey; payload: Payloads[T] }> {
  const header = parseHeader(type, jws);
  const key = await parsePublicKey(header.jwk);
  if (header.kid !== key.kid) throw invalid('The message names another key than it brings along.');
  return { key, payload: await verifyWith(type, jws, key) };
}

/** The payload of a JWS whose signature is not looked at: only for what this side has just signed itself. */
export function readOwnPayload<T extends PayloadType>(type: T, jws: string): Payloads[T] {
  parseHeader(type, jws);
  const [, body = ''] = jws.split('.');
  return parsePayload(type, () => base64url.decode(body));
}

function parseHeader(type: PayloadType, jws: string): ProtectedHeaderParameters {
  if (jws.length > protocolLimits.size) {
    throw new PosthornError('block-too-large', 'The signed message is too large.', {
      mend: 'Send large content as a file.',
    });
  }
  let header: ProtectedHeaderParameters;
  try {
    header = decodeProtectedHeader(jws);
  } catch (cause) {
    throw invalid('The message has no readable header.', cause);
  }
  if (header.alg !== 'ES256') throw invalid('The message is not signed with ES256.');
  if (header.typ !== jwsType(type)) throw invalid(`The message is not of the type ${jwsType(type)}.`);
  if (header.crit !== undefined) throw invalid('The message asks for header extensions.');
  return header;
}

async function verifyWith<T extends PayloadType>(type: T, jws: string, key: PublicKey): Promise<Payloads[T]> {
  let payload: Uint8Array;
  try {
    ({ payload } = await compactVerify(jws, await importKey(toPublicKey(key)), { algorithms: ['ES256'] }));
  } catch (cause) {
    throw invalid('The signature is wrong.', cause);
  }
  return parsePayload(type, () => payload);
}

function parsePayload<T extends PayloadType>(type: T, bytes: () => Uint8Array): Payloads[T] {
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes()));
  } catch (cause) {
    throw new PosthornError('block-malformed', 'The signed payload is not JSON.', {
      mend: 'Sign a JSON object.',
      cause,
    });
  }
  assertPayload(type, payload);
  return payload;
}

function assertPayload<T extends PayloadType>(type: T, payload: unknown): asserts payload is Payloads[T] {
  const limit = findLimitProblem(payload, protocolLimits);
  if (limit !== null) throw new PosthornError(limit.code, limit.problem, { mend: 'Send less, or in files.' });
  if (isValid(payloadSchemas[type], payload)) return;
  const problems = schemaProblems(payloadSchemas[type], payload);
  throw new PosthornError('block-malformed', `The signed payload is no ${type}.`, {
    mend: 'Follow the schema in contracts/.',
    details: { problems },
  });
}

async function importKey(key: PublicKey): Promise<CryptoKey | Uint8Array> {
  try {
    return await importJWK(key, 'ES256');
  } catch (cause) {
    throw new PosthornError('key-invalid', 'The key cannot be used.', { mend: 'Use a P-256 key for ES256.', cause });
  }
}

function invalid(problem: string, cause?: unknown): PosthornError {
  return new PosthornError('signature-invalid', problem, {
    mend: 'Do not act on it. Ask the sender to send it again with the current key.',
    cause,
  });
}
