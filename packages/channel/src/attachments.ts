import type { MatrixClient } from 'matrix-js-sdk';
import { decryptAttachment, encryptAttachment } from 'matrix-encrypt-attachment';
import { type EncryptedFile, PosthornError } from '@posthorn/protocol';
import { toChannelError } from './matrix-errors.ts';

/** No later try would get another answer. */
const GONE: ReadonlySet<number> = new Set([400, 403, 404, 410]);

/** Encrypts and uploads; the homeserver learns the size, and neither name nor type. */
export async function uploadEncrypted(
  client: MatrixClient,
  bytes: Uint8Array,
  onProgress?: (sent: number, total: number) => void,
): Promise<EncryptedFile> {
  const { data, info } = await encryptAttachment(new Uint8Array(bytes).buffer);
  onProgress?.(0, bytes.byteLength);
  const response = await client
    .uploadContent(new Blob([data]), {
      type: 'application/octet-stream',
      includeFilename: false,
      progressHandler: ({ loaded, total }) => onProgress?.(Math.min(loaded, total), total),
    })
    .catch((error: unknown) => {
      throw toChannelError(error);
    });
  onProgress?.(bytes.byteLength, bytes.byteLength);
  return { ...info, url: response.content_uri, v: 'v2' } as EncryptedFile;
}

/** Downloads at most `maxSize` bytes, checks the hash of the ciphertext and decrypts. */
export async function downloadDecrypted(
  client: MatrixClient,
  file: EncryptedFile,
  maxSize: number,
): Promise<Uint8Array> {
  const url = client.mxcUrlToHttp(file.url, undefined, undefined, undefined, false, true, true);
  if (!url) throw gone();
  const ciphertext = await fetchLimited(url, client.getAccessToken() ?? '', maxSize);
  try {
    return new Uint8Array(await decryptAttachment(ciphertext.buffer as ArrayBuffer, file));
  } catch (cause) {
    throw new PosthornError('file-corrupt', 'The file is not what its sender encrypted.', {
      mend: 'Ask the sender to send it again; do not trust the copy.',
      cause,
    });
  }
}

async function fetchLimited(url: string, accessToken: string, maxSize: number): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { authorization: `Bearer ${accessToken}` },
      signal: AbortSignal.timeout(300_000),
    });
  } catch (error) {
    throw toChannelError(error);
  }
  if (GONE.has(response.status)) throw gone();
  if (!response.ok || !response.body) {
    throw new PosthornError('homeserver-unreachable', 'The homeserver did not hand over the file.', {
      mend: 'Try again later.',
      details: { status: response.status },
    });
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxSize) {
      throw new PosthornError('file-too-large', `The file has more than ${maxSize} bytes.`, {
        mend: 'Send a smaller file, or split it.',
        details: { maxSize },
      });
    }
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
}

function gone(): PosthornError {
  return new PosthornError('file-gone', 'The homeserver does not have the file.', {
    mend: 'Ask the sender to send it again.',
  });
}
