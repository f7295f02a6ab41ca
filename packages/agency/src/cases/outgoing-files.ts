import { randomUUID } from 'node:crypto';
import { maxNameLength, PosthornError, sha256, writeContent, type EncryptedFile } from '@posthorn/protocol';
import type { Context } from '../context.ts';

export interface OutgoingFile {
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** A file that lies in the folder already and belongs to the case once the transaction commits. */
export interface WrittenFile {
  id: string;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
}

/**
 * Writes files into the folder, before the transaction that makes them the case's. A crash in between leaves nothing: see `sweep`.
 *
 * @throws PosthornError `message-invalid`
 */
export async function writeFiles(context: Context, files: readonly OutgoingFile[]): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const file of files) {
    if (file.bytes.length > context.limits.fileSize) {
      throw new PosthornError('message-invalid', 'A file is too large.', {
        mend: `Send at most ${context.limits.fileSize} bytes, or split it.`,
      });
    }
    const about = {
      id: randomUUID(),
      name: shortName(file.name),
      mediaType: file.mediaType,
      size: file.bytes.length,
      sha256: await sha256(file.bytes),
    };
    assertSendable(about);
    await context.files.write(about.id, file.bytes);
    written.push(about);
  }
  return written;
}

/** A name that the protocol takes: well-formed, and never cut through a character. */
function shortName(name: string): string {
  const short = name.toWellFormed().slice(0, maxNameLength);
  return (short.isWellFormed() ? short : short.slice(0, -1)) || 'file';
}

/** Its upload comes later; its name and type are refused here, where their author can mend them. */
function assertSendable(file: WrittenFile): void {
  try {
    writeContent({ kind: 'attachment', id: file.id, caseId: file.id, attachment: { ...file, file: someUpload } }, 'de');
  } catch (cause) {
    throw new PosthornError('message-invalid', 'This file cannot be sent under its name and media type.', {
      mend: 'Give a media type without parameters, as application/pdf.',
      cause,
    });
  }
}

/** Has the form of any upload. */
const someUpload: EncryptedFile = {
  url: 'mxc://example.org/file',
  key: { kty: 'oct', key_ops: ['encrypt', 'decrypt'], alg: 'A256CTR', k: 'A'.repeat(43), ext: true },
  iv: 'A'.repeat(22),
  hashes: { sha256: 'A'.repeat(43) },
  v: 'v2',
};
