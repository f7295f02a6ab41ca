import bs58 from 'bs58';

/** Characters of a whole code, without spaces: 35 bytes in base 58 (Matrix specification, "Cryptographic key representation"). */
const LENGTH = 48;
const PREFIX = [0x8b, 0x01];
const BYTES = 35;
/** What base 58 does not have because it looks like something else, and what is meant. */
const lookalikes: Record<string, string> = { '0': 'o', O: 'o', I: 'i', l: 'L' };

/** How a code stands that is being typed. */
export type CodeState =
  | { state: 'incomplete'; missing: number }
  | { state: 'too-long' }
  /** `character` cannot be in a code at all */
  | { state: 'foreign'; character: string }
  /** Complete, but at least one character is wrong. */
  | { state: 'mistyped' }
  | { state: 'complete'; code: string };

/** Reads a code as forgivingly as its alphabet allows: spaces, dashes and lookalikes do not matter, capitals do. */
export function readCode(typed: string): CodeState {
  const characters = Array.from(typed.replaceAll(/[\s\u2010-\u2015.,-]/g, ''), (one) => lookalikes[one] ?? one);
  const foreign = characters.find((one) => !/^[1-9A-HJ-NP-Za-km-z]$/.test(one));
  if (foreign !== undefined) return { state: 'foreign', character: foreign };
  if (characters.length < LENGTH) return { state: 'incomplete', missing: LENGTH - characters.length };
  if (characters.length > LENGTH) return { state: 'too-long' };
  const text = characters.join('');
  return isWhole(text) ? { state: 'complete', code: inGroups(text) } : { state: 'mistyped' };
}

/** The code as it stands on the sheet: groups of four. */
export function inGroups(code: string): string {
  return (code.replaceAll(' ', '').match(/.{1,4}/g) ?? []).join(' ');
}

/** The first bytes and the parity over all of them are right. */
function isWhole(text: string): boolean {
  const bytes = bs58.decode(text);
  const parity = bytes.reduce((sum, byte) => sum ^ byte, 0);
  return bytes.length === BYTES && parity === 0 && PREFIX.every((byte, index) => bytes[index] === byte);
}
