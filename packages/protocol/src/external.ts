import { blockKey } from './blocks.ts';
import { sha256 } from './canonical.ts';
import { PosthornError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { protocolLimits } from './limits.ts';
import { readContent, type ReadResult } from './read-content.ts';
import type { EncryptedFile } from './schemas/encrypted-file.ts';
import { externalKinds, type ExternalBlock, type ExternalKind } from './schemas/external.ts';
import { blockVersion } from './schemas/values.ts';
import type { Written } from './write-content.ts';

/**
 * The most bytes of an event's content before encryption. A Matrix event may have 65,536 bytes; megolm's base64 adds a third, and
 * the server's own members about 2 KiB.
 */
export const maxContentSize: number = 44 * 1024;

/** Characters of the readable body beside an external block. */
const externalBodyLength = 2_000;

/**
 * The block's JSON text in UTF-8 when the content is too large for one event, else null. The sender uploads it as an encrypted
 * attachment and sends what {@link writeExternal} gives.
 *
 * @throws PosthornError `block-too-large` above 4 MiB, `message-too-large` for kinds that cannot lie outside of their event
 */
export function oversizedBlock(written: Written): Uint8Array | null {
  const encoder = new TextEncoder();
  if (encoder.encode(JSON.stringify(written.content)).length <= maxContentSize) return null;
  const kind = externalKindOf(written.content);
  if (kind === null) {
    throw new PosthornError('message-too-large', 'The message does not fit into one event.', {
      mend: 'Shorten its texts.',
    });
  }
  const bytes = encoder.encode(JSON.stringify(written.content[blockKey(kind)]));
  if (bytes.length > protocolLimits.size) {
    throw new PosthornError('block-too-large', 'The message is too large.', { mend: 'Send large content as a file.' });
  }
  return bytes;
}

/**
 * The content with an external block in the place of its block, and a shortened body.
 *
 * @param bytes what {@link oversizedBlock} gave
 * @param file where `bytes` now lie
 */
export async function writeExternal(written: Written, bytes: Uint8Array, file: EncryptedFile): Promise<Written> {
  const kind = externalKindOf(written.content);
  if (kind === null) {
    throw new PosthornError('message-too-large', 'The message does not fit into one event.', {
      mend: 'Shorten its texts.',
    });
  }
  const { [blockKey(kind)]: block, ...rest } = written.content;
  const { id, caseId } = block as { id: string; caseId: string };
  const external: ExternalBlock = {
    v: blockVersion,
    id,
    caseId,
    kind,
    sha256: await sha256(bytes),
    size: bytes.length,
    file,
  };
  return { type: written.type, content: { ...rest, body: shortened(rest['body']), [blockKey('external')]: external } };
}

/**
 * Reads the block that an external block stands for. Total, like {@link readContent}.
 *
 * @param external what `readContent` gave
 * @param bytes the downloaded and decrypted attachment
 */
export async function readExternal(
  external: { block: ExternalBlock; body: string },
  bytes: Uint8Array,
): Promise<ReadResult> {
  const { block, body } = external;
  if (bytes.length !== block.size || (await sha256(bytes)) !== block.sha256) {
    return {
      kind: 'malformed',
      body,
      reason: 'The attached block is not the one that was sent.',
      code: 'file-corrupt',
    };
  }
  let inner: unknown;
  try {
    inner = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return { kind: 'malformed', body, reason: 'The attached block is not JSON.', code: 'block-malformed' };
  }
  const result = readContent('m.room.message', { msgtype: 'm.text', body, [blockKey(block.kind)]: inner });
  if (result.kind !== block.kind) return result;
  if (result.block.id !== block.id || result.block.caseId !== block.caseId) {
    return { kind: 'malformed', body, reason: 'The attached block has another id.', code: 'block-malformed' };
  }
  return result;
}

function externalKindOf(content: JsonObject): ExternalKind | null {
  return externalKinds.find((kind) => Object.hasOwn(content, blockKey(kind))) ?? null;
}

function shortened(body: unknown): string {
  const text = typeof body === 'string' ? body : '';
  return text.length > externalBodyLength ? `${text.slice(0, externalBodyLength).toWellFormed()} …` : text;
}
