/** What a writer says: the JSON in a sealed document, signed. The person decides who reads it, and cannot change what it says. */
import Type from 'typebox';
import { base64url, CompactSign, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { PosthornError } from '../errors.ts';
import type { Json } from '../json.ts';
import { findLimitProblem, protocolLimits, type Limits } from '../limits.ts';
import { isValid, schemaOf, type SchemaOf } from '../validate.ts';
import { importingOnce } from './imported-keys.ts';
import { area, compactJws, domain, keyId, seconds } from './values.ts';
import type { WireKey, WirePrivateKey } from './wire-keys.ts';

/** The most bytes of a sealed document, as JSON. Base64url in base64url leaves room for about 390 KiB of data. */
export const maxDocumentSize: number = 700 * 1024;

/** What own writers sign along with the data, so that it cannot be passed off as somebody else's, or as another area's. */
export type WriterHeader = {
  /** Of the writer's signing key. */
  kid: string;
  /** clientId of the writer. */
  iss: string;
  /** When it was signed, seconds since 1970. */
  iat: number;
  domain: string;
  area: string;
  /** Whose data it is: thumbprint of the account key. */
  acc: string;
};

/** Who writes, with which key: ES256 for P-256 keys, PS256 for RSA keys. */
export type DataWriter = { key: WirePrivateKey; header: WriterHeader };

/** The header of a statement. Old writers name nothing but their key. */
export type StatementHeader = { alg: 'ES256' | 'PS256'; kid: string } & Partial<WriterHeader>;

/** What a reader knows about where it found a statement. */
export type WriterExpectation = {
  domain: string;
  area: string;
  /** Thumbprint of the person's account key. */
  acc?: string;
  /** clientId to which the key belongs by the reader's own records. */
  iss?: string;
};

/** Who said it, and when. */
export type VerifiedWriter = {
  /** clientId that the writer gives; null from old writers. */
  writer: string | null;
  /** Null from old writers. */
  signedAt: Date | null;
  /** Whether the writer signed of whom it is, and where it belongs. Old writers don't: their data may come from another place. */
  bound: boolean;
};

const dataLimits: Limits = { ...protocolLimits, text: maxDocumentSize, items: maxDocumentSize, size: maxDocumentSize };

const statementHeader: SchemaOf<StatementHeader> = schemaOf<StatementHeader>()(
  Type.Object({
    alg: Type.Unsafe<StatementHeader['alg']>({ type: 'string', enum: ['ES256', 'PS256'] }),
    kid: keyId,
    iss: Type.Optional(domain),
    iat: Type.Optional(seconds),
    domain: Type.Optional(domain),
    area: Type.Optional(area),
    acc: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })),
  }),
);

/**
 * Signs data: compact JWS over the JSON, with the writer's facts in the protected header.
 *
 * @throws PosthornError `block-malformed`, `block-too-large`, `block-too-deep` for the data, `document-malformed` for the header,
 * `key-invalid`
 */
export async function signStatement(content: Json, { key, header }: DataWriter): Promise<string> {
  assertContent(content);
  const { kid, iss, iat, domain: of, area: name, acc } = header;
  const signed = { alg: algorithmOf(key), kid, iss, iat, domain: of, area: name, acc };
  if (!isValid(statementHeader, signed)) throw malformed('The header of the statement is malformed.');
  return new CompactSign(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader(signed)
    .sign(await importWriterKey(key, algorithmOf(key)));
}

/**
 * Reads a statement without believing it: {@link verifyWriter} says whose it is.
 *
 * @throws PosthornError `document-malformed`, `block-malformed`, `block-too-large`, `block-too-deep`
 */
export function readStatement(jws: string): { content: Json; header: StatementHeader } {
  const header = readStatementHeader(jws);
  const [, body = ''] = jws.split('.');
  let content: Json;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(body))) as Json;
  } catch (cause) {
    throw malformed('The statement is not JSON.', cause);
  }
  assertContent(content);
  return { content, header };
}

/**
 * Verifies who said what a document says, and when. A statement that names another place, person or writer than expected is refused: it
 * was exchanged for another one. Statements of P-256 keys must name all of it; those of old writers (RSA) may name nothing, and are then
 * not `bound`.
 *
 * Security: this proves that the holder of `key` said it. That the key belongs to the writer is for the caller to see to: look the key up
 * in the directory by the header's `iss`, or give the `iss` to which the key belongs.
 *
 * @throws PosthornError `signature-invalid`, `document-misplaced` (`details.part` names what differs), `document-malformed`, `key-invalid`
 */
export async function verifyWriter(jws: string, key: WireKey, expected: WriterExpectation): Promise<VerifiedWriter> {
  const header = readStatementHeader(jws);
  const alg = algorithmOf(key);
  if (header.alg !== alg || header.kid !== key.kid) throw notSaid('The statement is signed with another key.');
  const verifier = await importWriterKey(key, algorithmOf(key));
  try {
    await compactVerify(jws, verifier, { algorithms: [alg] });
  } catch (cause) {
    throw notSaid('The signature of the statement is wrong.', cause);
  }
  for (const part of ['domain', 'area', 'acc', 'iss'] as const) {
    const [said, wanted] = [header[part], expected[part]];
    if (said !== undefined && wanted !== undefined && said !== wanted) throw misplaced(part);
  }
  const { iss, iat } = header;
  const bound = [iss, iat, header.domain, header.area, header.acc].every((fact) => fact !== undefined);
  if (key.kty === 'EC' && !bound) throw notSaid('The signature is over something else than data.');
  return { writer: iss ?? null, signedAt: iat === undefined ? null : new Date(iat * 1000), bound };
}

/**
 * The header of a statement, unverified.
 *
 * @throws PosthornError `document-malformed`
 */
export function readStatementHeader(jws: string): StatementHeader {
  if (!isValid(compactJws, jws)) throw malformed('The document holds no signed statement.');
  let header: unknown;
  try {
    header = decodeProtectedHeader(jws);
  } catch (cause) {
    throw malformed('The statement has no readable header.', cause);
  }
  if (!isValid(statementHeader, header) || 'crit' in header || 'b64' in header || 'typ' in header) {
    throw malformed('The header of the statement is malformed.');
  }
  return header;
}

function algorithmOf(key: WireKey): StatementHeader['alg'] {
  return key.kty === 'EC' ? 'ES256' : 'PS256';
}

function assertContent(content: unknown): void {
  const limit = findLimitProblem(content, dataLimits);
  if (limit === null) return;
  throw new PosthornError(limit.code, limit.problem, { mend: 'Divide the data into several areas.' });
}

const importWriterKey = importingOnce(async (key: WireKey, alg: string): ReturnType<typeof importJWK> => {
  try {
    return await importJWK({ ...key }, alg);
  } catch (cause) {
    throw new PosthornError('key-invalid', "The writer's key cannot be used.", {
      mend: 'Use a P-256 key for ES256, or an RSA key of at least 2048 bits for PS256.',
      cause,
    });
  }
});

function malformed(problem: string, cause?: unknown): PosthornError {
  return new PosthornError('document-malformed', problem, {
    mend: 'Have the writer write the document again.',
    cause,
  });
}

function notSaid(problem: string, cause?: unknown): PosthornError {
  return new PosthornError('signature-invalid', problem, {
    mend: "Do not rely on the data. Look up the writer's current key, or have the data written again.",
    cause,
  });
}

function misplaced(part: 'domain' | 'area' | 'acc' | 'iss'): PosthornError {
  return new PosthornError('document-misplaced', `The statement was made for another place: its ${part} is wrong.`, {
    mend: 'Do not rely on the data: it was exchanged for that of another area, person or writer.',
    details: { part },
  });
}
