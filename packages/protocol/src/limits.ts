import type { ErrorCode } from './error-codes.ts';

/** What a receiver takes at most. Checked before anything else looks at a value. */
export type Limits = {
  /** Levels of nested objects and arrays. */
  depth: number;
  /** Characters (UTF-16 units) in one text. */
  text: number;
  /** Entries of one array, members of one object. */
  items: number;
  /** Characters in all texts and member names together, and the length of a JWS. */
  size: number;
  /** Characters of a readable body; no Matrix event can hold more. */
  body: number;
};

/** The limits of Posthorn's protocol. */
export const protocolLimits: Readonly<Limits> = {
  depth: 32,
  text: 20_000,
  items: 10_000,
  size: 4 * 1024 * 1024,
  body: 65_536,
};

/** The longest name of a file, person or title, in characters. */
export const maxNameLength = 255;

/** Why a value is refused. `path` is a JSON pointer (RFC 6901) without the values of the message. */
export type Problem = { code: ErrorCode; problem: string };

type Place = { value: unknown; depth: number; longText: boolean };

/**
 * The first limit that a value breaks, or null. Takes time in proportion to the limits, not to the value: it stops at the first
 * break, holds no recursion, and survives cycles.
 *
 * Also refuses what would be a trap further on: text with lone surrogates (has no canonical JSON, so no hash) and members named
 * `__proto__`.
 *
 * @param longTextMember a member of the top level whose text may be as long as `limits.size`: the JWS
 */
export function findLimitProblem(value: unknown, limits: Limits, longTextMember?: string): Problem | null {
  let size = 0;
  const places: Place[] = [{ value, depth: 1, longText: false }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const current = place.value;
    if (typeof current === 'string') {
      if (current.length > (place.longText ? limits.size : limits.text)) return tooLarge('A text is too long.');
      if (!current.isWellFormed()) return malformed('A text is not well-formed Unicode.');
      size += current.length;
    } else if (typeof current === 'object' && current !== null) {
      if (place.depth > limits.depth) {
        return { code: 'block-too-deep', problem: `Nested deeper than ${limits.depth} levels.` };
      }
      const top = place.depth === 1;
      const depth = place.depth + 1;
      if (Array.isArray(current)) {
        if (current.length > limits.items) return tooLarge('A list has too many entries.');
        for (const entry of current) places.push({ value: entry, depth, longText: false });
        size += current.length;
      } else {
        const members = Object.entries(current);
        if (members.length > limits.items) return tooLarge('An object has too many members.');
        for (const [name, member] of members) {
          // As in JSON.stringify; forms leave such members behind when a field is emptied.
          if (member === undefined) continue;
          if (name === '__proto__') return malformed('A member has a name that is not allowed.');
          if (!name.isWellFormed()) return malformed('A text is not well-formed Unicode.');
          size += name.length;
          places.push({ value: member, depth, longText: top && name === longTextMember });
        }
      }
    } else if (
      typeof current === 'number' ? !Number.isFinite(current) : current !== null && typeof current !== 'boolean'
    ) {
      return malformed('A value is not JSON.');
    }
    if (size > limits.size) return tooLarge('The message is too large.');
  }
  return null;
}

function tooLarge(problem: string): Problem {
  return { code: 'block-too-large', problem };
}

function malformed(problem: string): Problem {
  return { code: 'block-malformed', problem };
}
