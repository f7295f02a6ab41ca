import type { Context } from '../context.ts';
import { filesOfCase, type FileRecord } from './files.ts';

/** A file of a case. The name is text of a stranger: never use it as a path or as HTML. */
export interface CaseFile {
  id: string;
  /** The file field it answers: JSON pointer into the answers, or null. */
  field: string | null;
  /** The value that stands for it in the answers. */
  attachmentId: string;
  name: string;
  /** Checked against the bytes. */
  mediaType: string;
  /** Bytes. */
  size: number;
  /** SHA-256, hexadecimal, as in the receipt. */
  sha256: string;
  direction: 'in' | 'out';
  read(): Promise<Uint8Array>;
}

export function toCaseFile(context: Context, record: FileRecord): CaseFile {
  const { id, field, attachmentId, name, mediaType, size, sha256, direction } = record;
  return { id, field, attachmentId, name, mediaType, size, sha256, direction, read: () => context.files.read(id) };
}

/** The files that came with the application. */
export function applicationFiles(context: Context, caseId: string, attachmentIds: readonly string[]): CaseFile[] {
  return filesOfCase(context.db, caseId)
    .filter((file) => file.direction === 'in' && attachmentIds.includes(file.attachmentId))
    .map((file) => toCaseFile(context, file));
}
