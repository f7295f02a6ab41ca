import { sha256, type EncryptedFile } from '@posthorn/protocol';
import { isOfMediaType } from '@posthorn/service-definition';
import type { Context } from '../context.ts';
import type { SentenceCode } from './sentences.ts';

/** What a sender says of a file. An ordinary client gives no hash. */
export interface StatedFile {
  file: EncryptedFile;
  mediaType: string;
  size: number | null;
  sha256: string | null;
}

export interface FetchedFile {
  bytes: Uint8Array;
  sha256: string;
}

/**
 * Downloads and decrypts a file and checks that it is what its sender says: size, hash, type.
 *
 * @returns the file, or the code of what is wrong with it
 * @throws PosthornError `homeserver-unreachable`: to be tried again
 */
export async function fetchFile(
  context: Context,
  stated: StatedFile,
  maxSize: number,
): Promise<FetchedFile | SentenceCode> {
  if ((stated.size ?? 0) > maxSize) return 'attachment-size';
  let bytes: Uint8Array;
  try {
    bytes = await context.channel.download(stated.file, stated.size ?? maxSize);
  } catch (error) {
    const problem = downloadProblem(error);
    // A file longer than its sender says is not the file they meant.
    if (problem === 'file-too-large') return stated.size === null ? 'attachment-size' : 'attachment-corrupt';
    return problem === 'file-gone' ? 'attachment-gone' : 'attachment-corrupt';
  }
  const hash = await sha256(bytes);
  if (stated.size !== null && bytes.length !== stated.size) return 'attachment-corrupt';
  if (stated.sha256 !== null && hash !== stated.sha256) return 'attachment-corrupt';
  if (!(await isOfMediaType(bytes, stated.mediaType))) return 'attachment-type-wrong';
  return { bytes, sha256: hash };
}

/** Why a file cannot be had, for good. @throws whatever may pass by itself */
export function downloadProblem(error: unknown): 'file-corrupt' | 'file-too-large' | 'file-gone' {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'file-corrupt' || code === 'file-too-large' || code === 'file-gone') return code;
  throw error;
}
