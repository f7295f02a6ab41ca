import type { ApplicationPayload, RefusalReason } from '@posthorn/protocol';
import { receivedFileId, type FileRecord } from '../cases/files.ts';
import type { Context } from '../context.ts';
import { fetchFile } from './fetch-file.ts';
import { sentence } from './sentences.ts';

/**
 * Fetches the files of an application, one after the other (they may be large), checks each and puts it into the folder. They
 * become part of the case when the application is accepted.
 *
 * @throws PosthornError `homeserver-unreachable`: the application waits
 */
export async function fetchAttachments(
  context: Context,
  eventId: string,
  payload: ApplicationPayload,
): Promise<{ files: FileRecord[] } | { reasons: RefusalReason[] }> {
  const files: FileRecord[] = [];
  const reasons: RefusalReason[] = [];
  for (const [position, attachment] of payload.attachments.entries()) {
    const { mediaType, size, sha256, file, field, name } = attachment;
    const fetched = await fetchFile(context, { file, mediaType, size, sha256 }, context.limits.fileSize);
    if (typeof fetched === 'string') {
      const message = sentence(fetched, payload.language);
      reasons.push({ code: fetched, ...(field === undefined ? {} : { path: field }), message });
      continue;
    }
    const id = receivedFileId(eventId, position);
    if (reasons.length === 0) await context.files.write(id, fetched.bytes);
    files.push({
      id,
      caseId: payload.caseId,
      direction: 'in',
      mediaType,
      size,
      sha256,
      name,
      attachmentId: attachment.id,
      field: field ?? null,
      encrypted: file,
    });
  }
  return reasons.length > 0 ? { reasons } : { files };
}
