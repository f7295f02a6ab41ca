import { inflateRawSync, inflateSync, constants, type ZlibOptions } from 'node:zlib';

/** Something packed that was found within bytes. */
export interface Unpacked {
  readonly packing: string;
  readonly bytes: Buffer;
}

/** A stream that was cut off still gives what it holds so far. */
const lenient: ZlibOptions = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 256 * 1024 * 1024 };

/** What is packed in the bytes by gzip, zlib (as in PDF and PNG) or zip, wherever it begins, also behind base64. */
export function* unpack(bytes: Buffer): Generator<Unpacked, void, void> {
  yield* streams(bytes);
  const text = bytes.toString('latin1');
  for (const [run] of text.matchAll(/(?<![\w+/-])(?:H4sI|eJ|eN|eA|eF|UEsD)[\w+/-]{20,}/g)) {
    for (const { packing, bytes: content } of streams(Buffer.from(run, 'base64'))) {
      yield { packing: `${packing} in base64`, bytes: content };
    }
  }
}

function* streams(bytes: Buffer): Generator<Unpacked, void, void> {
  for (const at of places(bytes, 0x1f, 0x8b)) {
    // Not gunzip: it minds what comes after the stream.
    yield* attempt('gzip', () => inflateRawSync(bytes.subarray(at + gzipHeaderLength(bytes, at)), lenient));
  }
  for (const level of [0x01, 0x5e, 0x9c, 0xda]) {
    for (const at of places(bytes, 0x78, level)) yield* attempt('zlib', () => inflateSync(bytes.subarray(at), lenient));
  }
  for (const at of places(bytes, 0x50, 0x4b)) {
    const isEntry = at + 30 < bytes.length && bytes.readUInt16LE(at + 2) === 0x0403 && bytes.readUInt16LE(at + 8) === 8;
    if (!isEntry) continue;
    const content = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    yield* attempt('zip', () => inflateRawSync(bytes.subarray(content), lenient));
  }
}

/** RFC 1952: ten bytes, then what the flags announce: extra field, file name, comment, checksum. */
function gzipHeaderLength(bytes: Buffer, at: number): number {
  const flags = bytes[at + 3] ?? 0;
  let end = at + 10;
  if (flags & 4) end += 2 + bytes.readUInt16LE(end);
  for (const text of [8, 16]) if (flags & text) end = bytes.indexOf(0, end) + 1;
  return end + (flags & 2 ? 2 : 0) - at;
}

function* places(bytes: Buffer, first: number, second: number): Generator<number, void, void> {
  const start = Buffer.of(first, second);
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1)) yield at;
}

/** Two bytes begin many things that are not packed: those are passed over. */
function* attempt(packing: string, inflate: () => Buffer): Generator<Unpacked, void, void> {
  try {
    const bytes = inflate();
    if (bytes.length > 0) yield { packing, bytes };
  } catch {
    return;
  }
}
