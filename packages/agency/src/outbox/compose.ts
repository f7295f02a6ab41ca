import {
  oversizedBlock,
  sign,
  writeContent,
  writeExternal,
  writeStatusResponse,
  type Outgoing,
  type WriteExtras,
} from '@posthorn/protocol';
import { readCase } from '../cases/case-record.ts';
import { readFileRecord, toAttachment, writeUpload, type FileRecord } from '../cases/files.ts';
import type { Context } from '../context.ts';
import type { OutboxRow, OutgoingEvent } from './outbox.ts';

/**
 * Makes the event of a draft: uploads its files, signs decisions, puts it into its thread, moves what is too large for an event
 * into an attachment. Happens once; what comes out is kept and sent, however often that takes.
 *
 * @throws PosthornError `homeserver-unreachable` when something cannot be uploaded now; `block-malformed`, `block-too-large`,
 *   `message-too-large`, `stored-file-missing` when it never can be
 */
export async function composeEvent(context: Context, row: OutboxRow): Promise<OutgoingEvent> {
  const { draft } = row;
  if (draft.kind === 'processing') {
    return writeStatusResponse({
      eventId: draft.eventId,
      fromDevice: context.channel.session.deviceId,
      status: draft.status,
      messages: draft.messages.map((text) => ({ type: 'error', text })),
    });
  }
  const record = row.caseId === null ? null : readCase(context.db, row.caseId);
  const root = record?.root ?? draft.thread;
  const service = record?.service && context.services.find(record.service.id, record.service.version);
  const step = draft.kind === 'status' ? service?.steps.find(({ id }) => id === draft.step) : undefined;
  const extras: WriteExtras = {
    ...(root === undefined || root === null ? {} : { threadRoot: root }),
    ...(service ? { title: service.title[draft.language] } : {}),
    ...(step ? { step: step.title[draft.language] } : {}),
  };
  const written = writeContent(await toOutgoing(context, row), draft.language, extras);
  const oversized = oversizedBlock(written);
  return oversized ? writeExternal(written, oversized, await context.channel.upload(oversized)) : written;
}

async function toOutgoing(context: Context, { id, draft }: OutboxRow): Promise<Outgoing> {
  const head = { id, caseId: draft.caseId ?? '' };
  switch (draft.kind) {
    case 'attachment': {
      const file = await uploaded(context, draft.fileId);
      return { kind: 'attachment', ...head, attachment: toAttachment(file) };
    }
    case 'decision': {
      const files = [];
      for (const fileId of draft.fileIds) files.push(toAttachment(await uploaded(context, fileId)));
      const { outcome, text, decidedAt } = draft;
      const payload = {
        type: 'decision',
        agency: context.clientId,
        caseId: head.caseId,
        outcome,
        text,
        files,
        decidedAt,
      } as const;
      return { kind: 'decision', ...head, jws: await sign('decision', payload, context.signingKey) };
    }
    case 'processing':
      throw new Error('a processing status is no block');
    default: {
      const { language: _language, thread: _thread, ...block } = draft;
      return { ...block, ...head };
    }
  }
}

/** The file with its upload; each is uploaded once, also when decision and attachment name it both. */
async function uploaded(context: Context, fileId: string): Promise<FileRecord & { encrypted: object }> {
  const file = readFileRecord(context.db, fileId);
  if (!file) throw new Error('an outgoing file has no record');
  if (file.encrypted) return { ...file, encrypted: file.encrypted };
  const encrypted = await context.channel.upload(await context.files.read(fileId));
  context.db.transaction(() => writeUpload(context.db, fileId, encrypted));
  return { ...file, encrypted };
}
