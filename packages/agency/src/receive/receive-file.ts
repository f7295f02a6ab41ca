import { randomUUID } from 'node:crypto';
import { insertFile, receivedFileId, type FileRecord } from '../cases/files.ts';
import type { CaseRecord } from '../cases/case-record.ts';
import { recordMessage, findMessage, type CaseMessage } from '../cases/messages.ts';
import { questionsOfCase, readQuestion, type OpenQuestion } from '../cases/questions.ts';
import type { Context } from '../context.ts';
import { fetchFile, type StatedFile } from './fetch-file.ts';
import { findCase } from './find-case.ts';
import type { Outcome, Received, ReceivedOf } from './outcome.ts';
import { settleQuestion } from './receive-answer.ts';
import { respond } from './respond.ts';
import type { SentenceCode } from './sentences.ts';

/** What may come unasked into a case. */
const usual = ['application/pdf', 'image/jpeg', 'image/png', 'text/plain'];

interface Sent extends StatedFile {
  id: string;
  attachmentId: string;
  name: string;
  requestId: string | null;
  caseId: string | null;
}

/**
 * A document: for a request of ours, or unasked. It counts once its bytes are here, are what the sender says, and are of a type
 * and size that is allowed. A plain file from an ordinary client answers the case's only open request.
 */
export async function receiveFile(context: Context, received: ReceivedOf<'attachment' | 'file'>): Promise<Outcome> {
  const { row } = received;
  const sent = describe(received);
  if (findMessage(context.db, row.roomId, 'in', sent.id))
    return { state: 'done', note: 'duplicate', commit: () => undefined };
  const record = findCase(context, received, sent.caseId);
  if (!record) return rejected(context, received, sent, null, 'case-unknown');
  const request = requestOf(context, record, sent);
  if (request === 'question-unknown' || request === 'question-answered' || request === 'case-over') {
    return rejected(context, received, sent, record, request);
  }
  const rule =
    request?.terms.kind === 'document-request' ? request.terms : { accept: usual, maxSize: context.limits.fileSize };
  if (!rule.accept.includes(sent.mediaType)) return rejected(context, received, sent, record, 'attachment-type');
  const fetched = await fetchFile(context, sent, Math.min(rule.maxSize, context.limits.fileSize));
  if (typeof fetched === 'string') return rejected(context, received, sent, record, fetched);

  const file: FileRecord = {
    id: receivedFileId(row.eventId, 0),
    caseId: record.id,
    direction: 'in',
    mediaType: sent.mediaType,
    size: fetched.bytes.length,
    sha256: fetched.sha256,
    name: sent.name,
    attachmentId: sent.attachmentId,
    field: null,
    encrypted: sent.file,
  };
  await context.files.write(file.id, fetched.bytes);
  const message = toMessage(received, sent, record, null, { fileId: file.id });
  return {
    state: 'done',
    note: null,
    commit() {
      insertFile(context.db, file, row.recordedAt);
      recordMessage(context.db, { ...message, eventId: row.eventId });
      respond(context, received, null);
      if (request) settleQuestion(context, request, { fileId: file.id });
      context.db.afterCommit(() => context.watchers.messageArrived(message));
    },
  };
}

function describe({ row, read }: ReceivedOf<'attachment' | 'file'>): Sent {
  if (read.kind === 'file') {
    const { file, name, mediaType, size } = read;
    const id = row.eventId;
    return { id, attachmentId: randomUUID(), name, file, mediaType, size, sha256: null, requestId: null, caseId: null };
  }
  const { id, caseId, requestId, attachment } = read.block;
  const { name, file, mediaType, size, sha256 } = attachment;
  return { id, attachmentId: attachment.id, name, file, mediaType, size, sha256, requestId: requestId ?? null, caseId };
}

function requestOf(
  context: Context,
  record: CaseRecord,
  sent: Sent,
): OpenQuestion | null | 'question-unknown' | 'question-answered' | 'case-over' {
  if (sent.requestId === null) {
    const open = questionsOfCase(context.db, record.id).filter(
      (question) => question.state === 'open' && question.terms.kind === 'document-request',
    );
    return sent.sha256 === null && open.length === 1 ? (open[0] ?? null) : null;
  }
  const request = readQuestion(context.db, sent.requestId);
  if (!request || request.caseId !== record.id || request.terms.kind !== 'document-request') return 'question-unknown';
  if (request.state === 'cancelled') return 'case-over';
  // A second file for the same request is kept beside the first one.
  return request.state === 'open' ? request : null;
}

function rejected(
  context: Context,
  received: ReceivedOf<'attachment' | 'file'>,
  sent: Sent,
  record: CaseRecord | null,
  note: SentenceCode,
): Outcome {
  const message = toMessage(received, sent, record, note, {});
  return {
    state: 'done',
    note,
    commit() {
      recordMessage(context.db, { ...message, eventId: received.row.eventId });
      respond(context, received, note);
      context.db.afterCommit(() => context.watchers.messageArrived(message));
    },
  };
}

function toMessage(
  { row }: Received,
  sent: Sent,
  record: CaseRecord | null,
  note: string | null,
  more: { fileId?: string },
): CaseMessage {
  return {
    id: sent.id,
    caseId: record?.id ?? null,
    roomId: row.roomId,
    direction: 'in',
    kind: 'attachment',
    note,
    at: row.recordedAt,
    body: { name: sent.name, mediaType: sent.mediaType, ...(sent.size === null ? {} : { size: sent.size }), ...more },
  };
}
