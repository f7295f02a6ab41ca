import { blockKey, blockSchemas, eventTypeOf, type BlockKind, type Blocks } from './blocks.ts';
import { bodyOf, type BodyFacts } from './bodies.ts';
import type { ErrorCode } from './error-codes.ts';
import { PosthornError } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { Language } from './language.ts';
import { findLimitProblem, protocolLimits } from './limits.ts';
import { codesToVote, questionToPoll } from './polls.ts';
import { statusRequestKey } from './processing-status.ts';
import { readContent } from './read-content.ts';
import { threadRelation } from './relations.ts';
import type { StatusRequest } from './schemas/processing-status.ts';
import { blockVersion } from './schemas/values.ts';
import { schemaProblems, type SchemaProblem } from './validate.ts';

/** A block to be sent: its kind and its members without `v`. An answer also names the poll's event. */
export type Outgoing =
  | { [K in Exclude<BlockKind, 'answer' | 'external'>]: { kind: K } & Omit<Blocks[K], 'v'> }[Exclude<
      BlockKind,
      'answer' | 'external'
    >]
  | ({ kind: 'answer'; pollEventId: string } & Omit<Blocks['answer'], 'v'>);

/** What a content may carry beyond its block. */
export type WriteExtras = BodyFacts & {
  /** Event id of the case's first event; the content then belongs to its thread. */
  threadRoot?: string;
  /** Asks for a processing status (MSC4300). */
  statusRequest?: StatusRequest;
};

/** An event ready to be encrypted and sent. */
export type Written = { type: string; content: JsonObject };

/**
 * Writes the content of an event: the block for programs and, in the receiver's language, a readable body for any Matrix client.
 * What it gives is what {@link readContent} takes.
 *
 * @throws PosthornError `block-malformed`, `block-too-large`, `block-too-deep` when receivers would refuse it
 * @example
 * const { type, content } = writeContent({ kind: 'reply', id, caseId, text: 'Danke!' }, 'de', { threadRoot });
 */
export function writeContent(message: Outgoing, language: Language, extras: WriteExtras = {}): Written {
  const block = outgoingToBlock(message);
  assertBlock(message.kind, block);
  const type = eventTypeOf(message.kind);
  const content: JsonObject = {
    ...carrierOf(message, language, extras),
    [blockKey(message.kind)]: block,
    ...(extras.statusRequest === undefined ? {} : { [statusRequestKey]: extras.statusRequest }),
    ...(extras.threadRoot === undefined || message.kind === 'answer'
      ? {}
      : { 'm.relates_to': threadRelation(extras.threadRoot) }),
  };
  const read = readContent(type, content);
  if (read.kind === 'malformed') throw refused(read.code, read.reason);
  return { type, content };
}

function assertBlock(kind: BlockKind, block: JsonObject): void {
  const limit = findLimitProblem(block, protocolLimits, 'jws');
  if (limit !== null) throw refused(limit.code, limit.problem);
  const problems = schemaProblems<Blocks[BlockKind]>(blockSchemas[kind], block);
  if (problems.length > 0) throw refused('block-malformed', `The ${kind} has a wrong form.`, problems);
}

function refused(code: ErrorCode, problem: string, problems: SchemaProblem[] = []): PosthornError {
  return new PosthornError(code, problem, {
    mend: 'Follow the schema in contracts/; send long texts in a file.',
    details: { problems },
  });
}

function outgoingToBlock(message: Outgoing): JsonObject {
  const { kind: _kind, ...members } = message;
  if ('pollEventId' in members) {
    const { pollEventId: _poll, ...answer } = members;
    return { v: blockVersion, ...answer };
  }
  return { v: blockVersion, ...members };
}

/** The part of the content that ordinary clients understand. */
function carrierOf(message: Outgoing, language: Language, facts: BodyFacts): JsonObject {
  switch (message.kind) {
    case 'question':
      return questionToPoll(message, bodyOf('question', message, language, facts));
    case 'answer':
      return codesToVote(message.pollEventId, message.codes);
    case 'attachment': {
      const { name, mediaType, size, file } = message.attachment;
      return { msgtype: 'm.file', body: name, filename: name, file, info: { mimetype: mediaType, size } };
    }
    default:
      return { msgtype: 'm.text', body: textBody(message, language, facts) };
  }
}

function textBody<K extends Exclude<BlockKind, 'answer' | 'external'>>(
  message: { kind: K } & Omit<Blocks[K], 'v'>,
  language: Language,
  facts: BodyFacts,
): string {
  return bodyOf(message.kind, message, language, facts);
}
