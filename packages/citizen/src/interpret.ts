import { readContent, type ErrorCode, type ReadResult } from '@posthorn/protocol';
import type { CaseEvent, EventBase, EventContent, ProcessingNote } from './case-event.ts';
import type { LogEntry } from './event-log.ts';
import type { InterpretContext } from './interpret-context.ts';
import { signedContent } from './signed-content.ts';

type ReadOf<K extends ReadResult['kind']> = Extract<ReadResult, { kind: K }>;

const FROM_PERSON: ReadonlySet<string> = new Set(['application', 'answer', 'attachment', 'reply', 'withdrawal']);
const FROM_AGENCY: ReadonlySet<string> = new Set([
  'receipt',
  'refusal',
  'status',
  'question',
  'document-request',
  'attachment',
  'notice',
  'decision',
]);
/** Neither needs a block: ordinary Matrix clients send such messages. */
const FROM_ANYONE: ReadonlySet<string> = new Set(['text', 'file', 'unknown']);

/**
 * Makes a typed case event of what came through the channel: finds its case, checks who may say such a thing, and
 * verifies every signature with the pinned key. Total: whatever comes in, it never throws for bad content. Null for
 * what belongs to no case.
 */
export async function interpret(
  entry: LogEntry,
  context: InterpretContext,
): Promise<CaseEvent | ProcessingNote | null> {
  const from = senderOf(entry, context);
  if (!from) return null;
  const read = entry.external ?? readContent(entry.type, entry.content);
  if (read.kind === 'processing-status') return from === 'agency' ? processingNote(read, entry) : null;
  const caseId = caseIdOf(read, entry, context);
  if (!caseId) return null;
  const base: EventBase = {
    eventId: entry.eventId,
    id: 'block' in read && read.block ? read.block.id : entry.eventId,
    caseId,
    at: new Date(entry.sentAt).toISOString(),
    from,
    body: read.body,
    ...trustOf(entry),
    delivery: from === 'me' ? 'sent' : null,
  };
  if (entry.trust === 'undecryptable' || entry.unfetched) return { ...base, kind: 'waiting' };
  if (read.kind === 'malformed') return unusable(base, read.code, read.reason);
  const allowed = from === 'me' ? FROM_PERSON : FROM_AGENCY;
  if (!allowed.has(read.kind) && !FROM_ANYONE.has(read.kind)) {
    return unusable(base, 'sender-not-allowed', 'This side of a case must not say such a thing.');
  }
  const signed = await signedContent(read, caseId, context);
  if (!signed) return { ...base, ...plainContent(read, from) };
  if (signed.problem) return { ...base, verified: false, proof: null, problem: signed.problem, ...signed.content };
  if (entry.trust === 'plain') return { ...base, ...signed.content };
  return { ...base, verified: true, proof: 'signature', problem: null, ...signed.content };
}

function senderOf(entry: LogEntry, context: InterpretContext): 'me' | 'agency' | null {
  if (entry.sender === context.userId) return 'me';
  return entry.sender === context.connection.userId ? 'agency' : null;
}

function processingNote(read: ReadOf<'processing-status'>, entry: LogEntry): ProcessingNote | null {
  const { status, eventId } = read;
  return trustOf(entry).verified ? { kind: 'processing', of: eventId, status } : null;
}

function caseIdOf(read: ReadResult, entry: LogEntry, context: InterpretContext): string | null {
  if ('block' in read && read.block && 'caseId' in read.block) return read.block.caseId;
  for (const eventId of [entry.threadRoot, entry.reference]) {
    const caseId = eventId && context.caseOf(eventId);
    if (caseId) return caseId;
  }
  return null;
}

function trustOf(entry: LogEntry): Pick<EventBase, 'verified' | 'proof' | 'problem'> {
  switch (entry.trust) {
    case 'verified':
      return { verified: true, proof: 'device', problem: null };
    case 'restored': {
      if (entry.early) return { verified: true, proof: 'backup', problem: null };
      const message =
        'The key of this message came out of the key backup, where the homeserver can put keys of its own.';
      return { verified: false, proof: null, problem: { code: 'sender-not-proven', message } };
    }
    case 'unverified': {
      const message = 'This message comes from an identity that is not attested.';
      return { verified: false, proof: null, problem: { code: 'identity-untrusted', message } };
    }
    case 'plain': {
      const message = 'This message came without encryption: anybody on the way may have written it.';
      return { verified: false, proof: null, problem: { code: 'event-not-encrypted', message } };
    }
    default:
      return { verified: false, proof: null, problem: null };
  }
}

function plainContent(read: ReadResult, from: EventBase['from']): EventContent {
  switch (read.kind) {
    case 'status':
      return {
        kind: 'status',
        status: read.block.status,
        step: read.block.step ?? null,
        text: read.block.text ?? null,
      };
    case 'question': {
      const { text, choices, multiple } = read.block;
      return { kind: 'question', text, choices, multiple };
    }
    case 'answer':
      return { kind: 'answer', question: read.block?.questionId ?? read.pollEventId, codes: read.codes };
    case 'document-request': {
      const { text, accept, maxSize, due } = read.block;
      return { kind: 'document-request', text, accept, maxSize, due: due ?? null };
    }
    case 'attachment':
      return { kind: 'attachment', request: read.block.requestId ?? null, attachment: read.block.attachment };
    case 'file': {
      const { name, mediaType, size, file } = read;
      return { kind: 'file', name, mediaType, size, file };
    }
    case 'notice':
      return { kind: 'notice', title: read.block.title ?? null, text: read.block.text, due: read.block.due ?? null };
    case 'reply':
      return { kind: 'reply', text: read.block.text };
    case 'text':
      if (from === 'me') return { kind: 'reply', text: read.body };
      return { kind: 'notice', title: null, text: read.body, due: null };
    case 'withdrawal':
      return { kind: 'withdrawal', reason: read.block.reason ?? null };
    default:
      return { kind: 'unknown' };
  }
}

function unusable(base: EventBase, code: ErrorCode, message: string): CaseEvent {
  return { ...base, verified: false, proof: null, problem: { code, message }, kind: 'unknown' };
}
