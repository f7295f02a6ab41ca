import type { FileRule } from '../definition/form-schema.ts';
import type { FilePlace } from '../form/file-places.ts';
import type { Finding } from './answer-problem.ts';

/** What evaluation needs to know of an attached file. */
export interface AttachmentInfo {
  id: string;
  /** JSON pointer into the answers, if the sender says where it belongs. */
  field?: string;
  mediaType: string;
  /** Bytes. */
  size: number;
}

/** Compares the files that answers refer to with the files that are attached: none missing, none left over, type and size allowed. */
export function checkAttachments(files: readonly FilePlace[], attachments: readonly AttachmentInfo[]): Finding[] {
  const attachmentsById = new Map(attachments.map((attachment) => [attachment.id, attachment]));
  const used = new Set<string>();
  const findings: Finding[] = [];
  for (const { path, id, rule } of files) {
    const attachment = attachmentsById.get(id);
    if (attachment === undefined) findings.push({ path, code: 'attachment-missing' });
    else if (used.has(id)) findings.push({ path, code: 'attachment-repeated' });
    else findings.push(...checkFile(attachment, path, rule));
    used.add(id);
  }
  if (attachmentsById.size < attachments.length) findings.push({ path: '', code: 'attachment-repeated' });
  if (attachments.some(({ id }) => !used.has(id))) findings.push({ path: '', code: 'attachment-unknown' });
  return findings;
}

function checkFile(attachment: AttachmentInfo, path: string, rule: FileRule): Finding[] {
  const findings: Finding[] = [];
  const mediaType = attachment.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (attachment.field !== undefined && attachment.field !== path) findings.push({ path, code: 'attachment-field' });
  if (attachment.size === 0) findings.push({ path, code: 'attachment-empty' });
  if (!rule.accept.includes(mediaType)) {
    findings.push({ path, code: 'attachment-type', values: { accept: rule.accept.map(shortName).join(', ') } });
  }
  if (attachment.size > rule.maxSize) findings.push({ path, code: 'attachment-size', values: { size: rule.maxSize } });
  return findings;
}

/** `application/pdf` → `PDF`: what people call the type. */
function shortName(mediaType: string): string {
  return (mediaType.split('/')[1] ?? mediaType).replace(/^(x-|vnd\.)/, '').toUpperCase();
}
