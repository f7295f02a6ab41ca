import type { NewFile } from '@posthorn/citizen';
import { PosthornError } from '@posthorn/protocol';

const typesByEnding: Record<string, string> = {
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

/**
 * Reads a file that was chosen, dropped or photographed; one that is too large is not read at all.
 *
 * @param maxSize bytes
 * @throws PosthornError `file-too-large`
 */
export async function readFile(file: File, maxSize: number): Promise<NewFile> {
  if (file.size > maxSize) {
    throw new PosthornError('file-too-large', `The file is larger than the ${maxSize} bytes allowed here.`, {
      mend: 'Make the file smaller and attach it again.',
    });
  }
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const mediaType = file.type === '' ? (typesByEnding[ending] ?? '') : file.type;
  return { name: file.name, mediaType, bytes: new Uint8Array(await file.arrayBuffer()) };
}
