import {
  blockKey,
  blockKeyPrefix,
  blockKinds,
  blockSchemas,
  eventTypeOf,
  pollResponseType,
  type BlockKind,
  type Blocks,
} from './blocks.ts';
import { canonicalJson } from './canonical.ts';
import type { ErrorCode } from './error-codes.ts';
import { isObject } from './json.ts';
import { findLimitProblem, maxNameLength, protocolLimits, type Limits } from './limits.ts';
import { isPollOf } from './polls.ts';
import { statusResponseType } from './processing-status.ts';
import { encryptedFile, type EncryptedFile } from './schemas/encrypted-file.ts';
import { pollResponse, pollStart } from './schemas/poll.ts';
import { statusResponse } from './schemas/processing-status.ts';
import { blockVersion } from './schemas/values.ts';
import { isValid, schemaProblems } from './validate.ts';

type BlockResult<K extends BlockKind> = { kind: K; block: Blocks[K]; body: string };

/** What an event says. `body` is always there to be shown as plain text; it is text from a stranger, never HTML. */
export type ReadResult =
  | { [K in Exclude<BlockKind, 'answer'>]: BlockResult<K> }[Exclude<BlockKind, 'answer'>]
  /** A vote; `block` is null when an ordinary client gave it. `codes` are what was picked, still to be compared with the choices. */
  | { kind: 'answer'; block: Blocks['answer'] | null; pollEventId: string; codes: string[]; body: string }
  /** A plain message of an ordinary client. */
  | { kind: 'text'; body: string }
  /** An encrypted file of an ordinary client. `mediaType` and `size` (bytes) are its sender's words. */
  | { kind: 'file'; file: EncryptedFile; name: string; mediaType: string; size: number | null; body: string }
  /** Whether the event `eventId` was understood and processed by the other side (MSC4300). */
  | { kind: 'processing-status'; eventId: string; fromDevice: string; status: 'success' | 'error'; body: string }
  /** Something that this version does not know. Shown by its body. */
  | { kind: 'unknown'; body: string; reason: string }
  /** Something that claims to be known but breaks its rules. Kept and shown by its body, never acted on. */
  | { kind: 'malformed'; body: string; reason: string; code: ErrorCode };

/** The kind of a {@link ReadResult}. */
export type ReadKind = ReadResult['kind'];

/**
 * Reads the content of a decrypted event. Total: takes any value whatsoever, never throws, and takes time in proportion to the limits.
 * Limits come first, then the schema. Signatures (`jws`) are not verified here.
 *
 * @param type the event's type, after decryption
 * @param content the event's content, after decryption
 */
export function readContent(type: string, content: unknown, limits: Limits = protocolLimits): ReadResult {
  let body = '';
  try {
    if (!isObject(content)) return malformed(body, 'The content is no object.');
    body = bodyOf(content, limits.body);
    const kinds = blockKinds.filter((kind) => Object.hasOwn(content, blockKey(kind)));
    const [kind] = kinds;
    if (kinds.length > 1) return malformed(body, 'The content carries more than one block.');
    if (kind !== undefined) return readBlock(kind, type, content, body, limits);
    return readWithoutBlock(type, content, body);
  } catch {
    // Only an object that is not JSON (a throwing getter, a revoked proxy) gets here.
    return malformed(body, 'The content is not JSON.');
  }
}

function readBlock(
  kind: BlockKind,
  type: string,
  content: Record<string, unknown>,
  body: string,
  limits: Limits,
): ReadResult {
  const block = content[blockKey(kind)];
  const limit = findLimitProblem(block, limits, 'jws');
  if (limit !== null) return malformed(body, limit.problem, limit.code);
  const version = isObject(block) ? block['v'] : undefined;
  if (typeof version === 'number' && Number.isInteger(version) && version > blockVersion) {
    return { kind: 'unknown', body, reason: `The ${kind} has the newer form ${version}.` };
  }
  const schema = blockSchemas[kind];
  if (!isValid<Blocks[BlockKind]>(schema, block)) {
    const [first] = schemaProblems<Blocks[BlockKind]>(schema, block);
    return malformed(
      body,
      `The ${kind} has a wrong form${first === undefined ? '' : ` at ${first.path || '/'}: ${first.problem}`}.`,
    );
  }
  if (type !== eventTypeOf(kind)) return malformed(body, `A ${kind} does not travel in this type of event.`);
  const result = { kind, block, body } as BlockResult<Exclude<BlockKind, 'answer'>> | BlockResult<'answer'>;
  if (result.kind === 'answer') return readAnswer(content, body, result.block);
  const mismatch = findMismatch(result as ReadResult, content);
  return mismatch === null ? (result as ReadResult) : malformed(body, mismatch);
}

/** What ordinary clients show must be what the block says. */
function findMismatch(result: ReadResult, content: Record<string, unknown>): string | null {
  if (result.kind === 'question') {
    const codes = new Set(result.block.choices.map((choice) => choice.code));
    if (codes.size < result.block.choices.length) return 'The question has two choices with the same code.';
    if (!isValid(pollStart, content)) return 'The question comes without its poll.';
    if (!isPollOf(content, result.block)) return 'The poll does not show the question of its block.';
  }
  if (result.kind === 'attachment') {
    const { file } = content;
    if (!isValid(encryptedFile, file)) return 'The attachment comes without its file.';
    if (canonicalJson(file) !== canonicalJson(result.block.attachment.file))
      return 'The file is not the one of the block.';
  }
  return null;
}

function readAnswer(content: Record<string, unknown>, body: string, block: Blocks['answer'] | null): ReadResult {
  if (!isValid(pollResponse, content)) return malformed(body, 'The vote has a wrong form.');
  const codes = content['org.matrix.msc3381.poll.response'].answers;
  if (block !== null && (block.codes.length !== codes.length || block.codes.some((code, i) => code !== codes[i]))) {
    return malformed(body, 'The vote is not the one of its block.');
  }
  return { kind: 'answer', block, pollEventId: content['m.relates_to'].event_id, codes: [...new Set(codes)], body };
}

function readWithoutBlock(type: string, content: Record<string, unknown>, body: string): ReadResult {
  if (type === pollResponseType) return readAnswer(content, body, null);
  if (type === statusResponseType) return readStatusResponse(content, body);
  const unknownBlock = Object.keys(content).some((key) => key.startsWith(blockKeyPrefix));
  if (unknownBlock) return { kind: 'unknown', body, reason: 'The content carries a block of an unknown kind.' };
  if (type !== 'm.room.message') return { kind: 'unknown', body, reason: 'This type of event is unknown.' };
  if (isValid(encryptedFile, content['file'])) return readFile(content, content['file'], body);
  if (typeof content['msgtype'] !== 'string' || typeof content['body'] !== 'string') {
    return malformed(body, 'The message has no type or no body.');
  }
  return { kind: 'text', body };
}

function readFile(content: Record<string, unknown>, file: EncryptedFile, body: string): ReadResult {
  const info = isObject(content['info']) ? content['info'] : {};
  const { mimetype, size } = info;
  const name = typeof content['filename'] === 'string' ? content['filename'] : body;
  return {
    kind: 'file',
    file,
    name: cut(name, maxNameLength),
    mediaType: typeof mimetype === 'string' ? cut(mimetype, 127) : 'application/octet-stream',
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : null,
    body,
  };
}

function readStatusResponse(content: Record<string, unknown>, body: string): ReadResult {
  if (!isValid(statusResponse, content)) return malformed(body, 'The processing status has a wrong form.');
  const { from_device: fromDevice, status, messages = [] } = content[statusResponseType];
  const texts = messages.flatMap((message) => message['org.matrix.msc1767.text'].slice(0, 1).map((text) => text.body));
  const eventId = content['m.relates_to'].event_id;
  return { kind: 'processing-status', eventId, fromDevice, status, body: body || texts.join('\n') };
}

function bodyOf(content: Record<string, unknown>, limit: number): string {
  const body = typeof content['body'] === 'string' ? content['body'] : content['org.matrix.msc1767.text'];
  return typeof body === 'string' ? cut(body, limit) : '';
}

function cut(text: string, length: number): string {
  return (text.length > length ? text.slice(0, length) : text).toWellFormed();
}

function malformed(body: string, reason: string, code: ErrorCode = 'block-malformed'): ReadResult {
  return { kind: 'malformed', body, reason, code };
}
