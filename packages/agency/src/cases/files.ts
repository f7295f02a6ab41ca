import { createHash } from 'node:crypto';
import type { Attachment, EncryptedFile } from '@posthorn/protocol';
import type { Database, Row } from '../store/database.ts';

/** A file of a case; its bytes lie sealed in the files folder under its id. */
export interface FileRecord {
  /** Id in this agency's storage. */
  id: string;
  caseId: string;
  direction: 'in' | 'out';
  mediaType: string;
  size: number;
  sha256: string;
  name: string;
  /** The id in the application's answers or in the message. */
  attachmentId: string;
  /** JSON pointer into the answers. */
  field: string | null;
  /** Where its upload lies, once it was uploaded. */
  encrypted: EncryptedFile | null;
}

/** The id of a file that came with an event, the same at every attempt: what an earlier one left on the disk is replaced. */
export function receivedFileId(eventId: string, position: number): string {
  const hex = createHash('sha256').update(`${eventId} ${position}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

export function insertFile(db: Database, file: FileRecord, now: number): void {
  db.run(
    `INSERT INTO files (id, case_id, direction, media_type, size, sha256, at, about, encrypted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    file.id,
    file.caseId,
    file.direction,
    file.mediaType,
    file.size,
    file.sha256,
    now,
    db.seal(`files.about:${file.id}`, { name: file.name, attachmentId: file.attachmentId, field: file.field }),
    file.encrypted === null ? null : db.seal(`files.encrypted:${file.id}`, file.encrypted),
  );
}

export function readFileRecord(db: Database, id: string): FileRecord | null {
  const row = db.get('SELECT * FROM files WHERE id = ?', id);
  return row ? toFile(db, row) : null;
}

export function filesOfCase(db: Database, caseId: string): FileRecord[] {
  return db.all('SELECT * FROM files WHERE case_id = ? ORDER BY rowid', caseId).map((row) => toFile(db, row));
}

export function writeUpload(db: Database, id: string, encrypted: EncryptedFile): void {
  db.run('UPDATE files SET encrypted = ? WHERE id = ?', db.seal(`files.encrypted:${id}`, encrypted), id);
}

/** The file as the protocol describes it, once it was uploaded. */
export function toAttachment(file: FileRecord & { encrypted: EncryptedFile }): Attachment {
  return {
    id: file.attachmentId,
    ...(file.field === null ? {} : { field: file.field }),
    name: file.name,
    mediaType: file.mediaType,
    size: file.size,
    sha256: file.sha256,
    file: file.encrypted,
  };
}

function toFile(db: Database, row: Row): FileRecord {
  const id = String(row['id']);
  const about = db.open(`files.about:${id}`, row['about']) as {
    name: string;
    attachmentId: string;
    field: string | null;
  };
  return {
    id,
    caseId: String(row['case_id']),
    direction: row['direction'] as 'in' | 'out',
    mediaType: String(row['media_type']),
    size: Number(row['size']),
    sha256: String(row['sha256']),
    ...about,
    encrypted:
      row['encrypted'] === null
        ? null
        : (db.open(`files.encrypted:${id}`, row['encrypted']) as unknown as EncryptedFile),
  };
}
