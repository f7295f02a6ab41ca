import { needlesOf, type Needle } from './needles.ts';
import { unpack } from './unpack.ts';

/** A word that was found, and in what form: `base64 of UTF-8`, or `UTF-8 in gzip`. */
export interface Found {
  readonly word: string;
  readonly form: string;
}

const maxDepth = 3;
const tableBits = 18;

/** Finds words in bytes in one pass, in whatever form they may lie there, also within what is packed in them. */
export class Scanner {
  /** By their first four bytes. */
  readonly #byStart = new Map<number, Needle[]>();
  /** A look at this small table passes over nearly every place. */
  readonly #starts: Uint8Array = new Uint8Array(1 << tableBits);

  constructor(words: readonly string[]) {
    for (const needle of words.flatMap(needlesOf)) {
      const start = needle.bytes.readInt32LE(0);
      this.#starts[slotOf(start)] = 1;
      this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), needle]);
    }
  }

  /** Each word and form that the bytes hold, once. */
  scan(bytes: Buffer): Found[] {
    const found = new Map<string, Found>();
    this.#scan(bytes, '', 0, found);
    return [...found.values()];
  }

  #scan(bytes: Buffer, packing: string, depth: number, found: Map<string, Found>): void {
    const starts = this.#starts;
    let start = 0;
    for (let end = 0; end < bytes.length; end++) {
      start = (start >>> 8) | ((bytes[end] ?? 0) << 24);
      if (starts[slotOf(start)] === 1 && end >= 3) {
        for (const { word, form } of this.#needlesAt(bytes, start, end - 3)) {
          found.set(`${word} ${form}${packing}`, { word, form: form + packing });
        }
      }
    }
    if (depth === maxDepth) return;
    for (const { packing: inner, bytes: content } of unpack(bytes)) {
      this.#scan(content, ` in ${inner}${packing}`, depth + 1, found);
    }
  }

  #needlesAt(bytes: Buffer, start: number, at: number): Needle[] {
    return (this.#byStart.get(start) ?? []).filter((needle) => {
      const end = at + needle.bytes.length;
      return end <= bytes.length && bytes.compare(needle.bytes, 0, needle.bytes.length, at, end) === 0;
    });
  }
}

/** Multiplicative hashing: https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing */
function slotOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> (32 - tableBits);
}
