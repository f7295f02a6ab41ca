import { fileTypeFromBuffer } from 'file-type';

/** Types that have no signature of their own: they must be text, and nothing else that has one. */
const textual = /^(text\/[\w.+-]+|application\/(json|xml|gml\+xml|geo\+json|[\w.-]+\+(json|xml))|image\/svg\+xml)$/;

/** What the signature says, for types that are another type underneath. */
const carriers: Record<string, readonly string[]> = {
  'application/msword': ['application/x-cfb'],
  'application/vnd.ms-excel': ['application/x-cfb'],
  'application/x-zip-compressed': ['application/zip'],
  'application/epub+zip': ['application/zip'],
  'application/vnd.google-earth.kmz': ['application/zip'],
  'image/jpg': ['image/jpeg'],
  'image/heic': ['image/heif'],
};

/**
 * The one judgement of file types, for both sides: what a person may attach is what the agency takes.
 *
 * Whether bytes are of the type that their sender states. Looks at signatures only (library `file-type`): it keeps a program from
 * passing as a photo, it does not say that a file is harmless.
 */
export async function isOfMediaType(bytes: Uint8Array, mediaType: string): Promise<boolean> {
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  if (textual.test(mediaType)) return (found === undefined || found.endsWith('xml')) && isText(bytes);
  return found !== undefined && (found === mediaType || (carriers[mediaType]?.includes(found) ?? false));
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    // Old programs write Latin-1, where every byte is a character but the control characters give binary data away.
    return !bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32));
  }
}
