import { isPosthornError, verify, verifyReceipt, type ReadResult } from '@posthorn/protocol';
import type { EventContent, EventProblem } from './case-event.ts';
import type { InterpretContext } from './interpret-context.ts';

type ReadOf<K extends ReadResult['kind']> = Extract<ReadResult, { kind: K }>;

/** What a signed message says, and why it must not be believed. */
export interface SignedContent {
  /** Without the signed part if there is a problem. */
  content: EventContent;
  problem: EventProblem | null;
}

/**
 * The content of a message whose signature counts, verified with the pinned key and compared with the case it came in.
 * Null for all other messages. Total: a bad signature is a problem to show, not an error.
 */
export async function signedContent(
  read: ReadResult,
  caseId: string,
  context: InterpretContext,
): Promise<SignedContent | null> {
  const { connection } = context;
  const isOfCase = (signed: { agency: string; caseId: string }): boolean =>
    signed.agency === connection.agency && signed.caseId === caseId;
  try {
    switch (read.kind) {
      case 'application':
        return await applicationContent(read, caseId, context);
      case 'receipt':
        return await receiptContent(read, caseId, context);
      case 'refusal': {
        const refusal = await verify('refusal', read.block.jws, connection.agencyKey);
        return isOfCase(refusal) ? { content: { kind: 'refusal', refusal }, problem: null } : misplaced(read);
      }
      case 'decision': {
        const { jws } = read.block;
        const decision = await verify('decision', jws, connection.agencyKey);
        return isOfCase(decision) ? { content: { kind: 'decision', decision, jws }, problem: null } : misplaced(read);
      }
      default:
        return null;
    }
  } catch (error) {
    if (!isPosthornError(error)) throw error;
    return { content: emptyContent(read), problem: { code: error.code, message: error.message } };
  }
}

async function applicationContent(
  read: ReadOf<'application'>,
  caseId: string,
  context: InterpretContext,
): Promise<SignedContent> {
  const payload = await verify('application', read.block.jws, context.accountKey);
  const { service, language, answers, attachments } = payload;
  if (payload.caseId !== caseId || payload.connectionId !== context.connection.connectionId) return misplaced(read);
  return { content: { kind: 'application', service, language, answers, attachments }, problem: null };
}

async function receiptContent(
  read: ReadOf<'receipt'>,
  caseId: string,
  context: InterpretContext,
): Promise<SignedContent> {
  const { jws } = read.block;
  const { agencyKey, agency } = context.connection;
  const application = context.applicationOf(caseId);
  if (!application) return misplaced(read);
  const { id: applicationId, service, answers, attachments } = application;
  const expected = { agencyKey, agency, caseId, applicationId, service, answers, attachments };
  return { content: { kind: 'receipt', receipt: await verifyReceipt(jws, expected), jws }, problem: null };
}

function misplaced(read: ReadResult): SignedContent {
  const message = 'This signed message belongs to another case, agency or application.';
  return { content: emptyContent(read), problem: { code: 'signature-misplaced', message } };
}

function emptyContent(read: ReadResult): EventContent {
  if (read.kind === 'receipt') return { kind: 'receipt', receipt: null, jws: read.block.jws };
  if (read.kind === 'decision') return { kind: 'decision', decision: null, jws: read.block.jws };
  if (read.kind === 'refusal') return { kind: 'refusal', refusal: null };
  return { kind: 'unknown' };
}
