import { maxNameLength, PosthornError } from '@posthorn/protocol';
import { isOfMediaType } from '@posthorn/service-definition';

/** A file as a form or a program hands it over. */
export interface NewFile {
  /** File name as the person knows it; a path before it is cut off. */
  name: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** What a file field or a document request takes. */
export interface FileLimits {
  accept: readonly string[];
  /** bytes */
  maxSize: number;
}

/**
 * Checks a file as soon as it is attached: name, size, allowed type, and that its content is of the type it claims.
 * Gives the name without any path.
 *
 * @throws PosthornError `file-name-invalid`, `file-empty`, `file-too-large`, `file-type-not-allowed`
 */
export async function checkFile(file: NewFile, limits: FileLimits): Promise<string> {
  const name = file.name.split(/[/\\]/).at(-1)?.trim() ?? '';
  if (name === '' || name.length > maxNameLength || /\p{Cc}/u.test(name) || !name.isWellFormed()) {
    throw new PosthornError('file-name-invalid', `A file needs a name of 1 to ${maxNameLength} ordinary characters.`, {
      mend: 'Rename the file and attach it again.',
    });
  }
  if (file.bytes.length === 0) {
    throw new PosthornError('file-empty', 'The file is empty.', { mend: 'Choose the right file and attach it again.' });
  }
  if (file.bytes.length > limits.maxSize) {
    throw new PosthornError('file-too-large', `The file is larger than the ${limits.maxSize} bytes allowed here.`, {
      mend: 'Make the file smaller, for example with fewer pages or a lower resolution, and attach it again.',
      details: { size: file.bytes.length, maxSize: limits.maxSize },
    });
  }
  if (!limits.accept.includes(file.mediaType)) throw notAllowed(limits, 'Files of this type are not taken here.');
  if (!(await isOfMediaType(file.bytes, file.mediaType))) {
    throw notAllowed(limits, 'The content of the file is not of the type that it claims to be.');
  }
  return name;
}

function notAllowed(limits: FileLimits, message: string): PosthornError {
  return new PosthornError('file-type-not-allowed', message, {
    mend: `Attach a file of one of these types: ${limits.accept.join(', ')}.`,
    details: { accept: [...limits.accept] },
  });
}
